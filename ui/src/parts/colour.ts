// One colour per channel, the same on every page; names as in the data. Others are drawn in the neutral accent.
const CHANNELS: Record<string, string[]> = {
  search: ["Organic Search", "Paid Search", "Organic Shopping", "Paid Shopping", "Cross-network"],
  social: ["Organic Social", "Paid Social"],
  email: ["Email"],
  display: ["Display"],
  direct: ["Direct"],
  referral: ["Referral", "AI Assistant"],
  video: ["Organic Video", "Paid Video"],
  affiliate: ["Affiliates"],
};

const TOKENS = new Map(
  Object.entries(CHANNELS).flatMap(([token, channels]) => channels.map((channel) => [channel, token] as const)),
);

export function colour(channel: string): string {
  return `var(--${TOKENS.get(channel) ?? "action"})`;
}
