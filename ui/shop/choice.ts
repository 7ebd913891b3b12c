// What a visitor chose: kept in a cookie of the shop's own that says nothing else, and asked again after six months.

export const PURPOSES = ["analytics", "cross_device", "personalisation", "marketing", "ad_sharing"] as const;
export type Purpose = (typeof PURPOSES)[number];
export type Choice = Record<Purpose, boolean>;

const NAME = "percorso_consent";
const SIX_MONTHS = 184 * 24 * 60 * 60;

export function everything(answer: boolean): Choice {
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, answer])) as Choice;
}

/** Read the choice that was made under this policy; none was when the policy has changed since. */
export function remembered(policy: string): Choice | undefined {
  const written = document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`));
  const [granted, version] = written?.slice(NAME.length + 1).split(".") ?? [];
  if (granted === undefined || version !== plain(policy)) return undefined;
  const names = granted.split("-");
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, names.includes(purpose)])) as Choice;
}

export function remember(choice: Choice, policy: string, domain?: string): void {
  const granted = PURPOSES.filter((purpose) => choice[purpose]).join("-");
  const where = `; Path=/; SameSite=Lax${domain ? `; Domain=${domain}` : ""}${location.protocol === "https:" ? "; Secure" : ""}`;
  document.cookie = `${NAME}=${granted}.${plain(policy)}; Max-Age=${SIX_MONTHS}${where}`;
}

function plain(policy: string): string {
  return encodeURIComponent(policy).replace(/\./g, "%2E");
}
