// What the API says of settings, channel rules, accounts and tokens, and what can be changed about them.
import { useQueryClient } from "@tanstack/react-query";
import { useChange, useGet } from "./api";
import { useBegin } from "./jobs";
import type { Language } from "./words";

export interface Shop {
  name: string;
  country: string;
  time_zone: string;
  currency: string;
  prices_include_vat: boolean;
  vat_rates: Record<string, number>;
  revenue: string;
  /** Percent; null where it is not known. */
  margin: number | null;
  conversion: string[];
  contact: string[];
  domains: string[];
}

export interface Settings {
  shop: Shop;
  known: { currencies: string[]; time_zones: string[]; revenue: string[]; conversions: string[] };
  /** false while history is still as it was before the last change. */
  followed: boolean;
}

export interface ChannelRules {
  own: boolean;
  text: string;
  version: string;
  rules: { channel: string; label: string }[];
  undoable: boolean;
  followed: boolean;
}

export interface Classified {
  channel: string | null;
  label: string | null;
  rule: string;
}

export interface Preview {
  days: number;
  visits: number;
  moved: number;
  changes: { from: string; from_label: string; to: string; to_label: string; visits: number }[];
}

export interface User {
  email: string;
  role: "owner" | "analyst" | "viewer";
  personal_data: boolean;
  enabled: boolean;
}

export interface Token {
  name: string;
  scopes: string[];
  enabled: boolean;
  expires_at: string | null;
  used_at: string | null;
}

// While history follows, it is asked again and again whether it has.
const FOLLOWING_MS = 3_000;

export function useSettings() {
  const found = useGet<Settings>("settings");
  return useGet<Settings>("settings", found.data && !found.data.followed ? FOLLOWING_MS : false);
}

export const useRules = () => useGet<ChannelRules>("channel-rules");
export const useUsers = () => useGet<{ users: User[] }>("users");
export const useTokens = () => useGet<{ tokens: Token[] }>("tokens");

/** Keep what a change answers as what is shown. */
function useShown<Told>(key: string): (told: Told) => void {
  const client = useQueryClient();
  return (told) => client.setQueryData([key], told);
}

/** The same of what history follows: that is begun at once, as a job whose progress is shown. */
function useFollowed<Told extends { followed: boolean }>(key: string, language: Language): (told: Told) => void {
  const shown = useShown<Told>(key);
  const begin = useBegin(language);
  return (told) => {
    shown(told);
    if (!told.followed) begin.mutate({ kind: "build" });
  };
}

export const useChangeShop = (language: Language) =>
  useChange<Partial<Shop>, Settings>({
    method: "PATCH",
    path: () => `settings?language=${language}`,
    body: (given) => given,
    renews: ["session", "channel-rules", "today"],
    onSuccess: useFollowed<Settings>("settings", language),
  });

export const useTry = (language: Language) =>
  useChange<{ url: string; referrer: string; text: string | null }, Classified>({
    method: "POST",
    path: () => `channel-rules/try?language=${language}`,
    body: (given) => given,
  });

export const usePreview = (language: Language) =>
  useChange<string, Preview>({
    method: "POST",
    path: () => `channel-rules/preview?language=${language}`,
    body: (text) => ({ text }),
  });

export const useApply = (language: Language) =>
  useChange<string, ChannelRules>({
    method: "PUT",
    path: () => `channel-rules?language=${language}`,
    body: (text) => ({ text }),
    renews: ["settings"],
    onSuccess: useFollowed<ChannelRules>("channel-rules", language),
  });

export const useUndoRules = (language: Language) =>
  useChange<undefined, ChannelRules>({
    method: "POST",
    path: () => `channel-rules/undo?language=${language}`,
    renews: ["settings"],
    onSuccess: useFollowed<ChannelRules>("channel-rules", language),
  });

export const useCreateUser = (language: Language) =>
  useChange<{ email: string; role: string; password: string }, { users: User[] }>({
    method: "POST",
    path: () => `users?language=${language}`,
    body: (given) => given,
    // From the first account on a login is demanded.
    renews: ["session", "users"],
  });

export const useChangeUser = (language: Language) =>
  useChange<{ email: string } & Partial<Omit<User, "email">>, { users: User[] }>({
    method: "PATCH",
    path: ({ email }) => `users/${encodeURIComponent(email)}?language=${language}`,
    body: ({ email: _, ...changed }) => changed,
    renews: ["session"],
    onSuccess: useShown<{ users: User[] }>("users"),
  });

export const useCreateToken = (language: Language) =>
  useChange<{ name: string; scopes: string[]; days: number | null }, { name: string; token: string }>({
    method: "POST",
    path: () => `tokens?language=${language}`,
    body: (given) => given,
    renews: ["tokens"],
  });

export const useRevokeToken = (language: Language) =>
  useChange<string, { tokens: Token[] }>({
    method: "DELETE",
    path: (name) => `tokens/${encodeURIComponent(name)}?language=${language}`,
    onSuccess: useShown<{ tokens: Token[] }>("tokens"),
  });
