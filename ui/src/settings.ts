// What the API says of settings, channel rules, accounts and tokens, and what can be changed about them.
import { useQueryClient } from "@tanstack/react-query";
import { useChange, useGet } from "./api";
import type * as client from "./client";
import { useBegin } from "./jobs";
import type { Given, Told } from "./told";
import type { Language } from "./words";

export type Shop = Settings["shop"];
export type Settings = Told<"/settings">;
export type ChannelRules = Told<"/channel-rules">;
export type Classified = Told<"/channel-rules/try", "post">;
export type Preview = Told<"/channel-rules/preview", "post">;
export type User = client.User;
export type Token = client.Token;

// While history follows, it is asked again and again whether it has.
const FOLLOWING_MS = 3_000;

export function useSettings() {
  const found = useGet<Settings>("settings");
  return useGet<Settings>("settings", found.data && !found.data.followed ? FOLLOWING_MS : false);
}

export const useRules = () => useGet<ChannelRules>("channel-rules");
export const useUsers = () => useGet<Told<"/users">>("users");
export const useTokens = () => useGet<Told<"/tokens">>("tokens");

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
  useChange<{ text: string; base: string }, ChannelRules>({
    method: "PUT",
    path: () => `channel-rules?language=${language}`,
    body: (given) => given,
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
  useChange<Given<"/users">, Told<"/users">>({
    method: "POST",
    path: () => `users?language=${language}`,
    body: (given) => given,
    // From the first account on a login is demanded.
    renews: ["session", "users"],
  });

export const useChangeUser = (language: Language) =>
  useChange<{ email: string } & Partial<Omit<User, "email">>, Told<"/users">>({
    method: "PATCH",
    path: ({ email }) => `users/${encodeURIComponent(email)}?language=${language}`,
    body: ({ email: _, ...changed }) => changed,
    renews: ["session"],
    onSuccess: useShown<Told<"/users">>("users"),
  });

export const useCreateToken = (language: Language) =>
  useChange<Given<"/tokens">, Told<"/tokens", "post">>({
    method: "POST",
    path: () => `tokens?language=${language}`,
    body: (given) => given,
    renews: ["tokens"],
  });

export const useRevokeToken = (language: Language) =>
  useChange<string, Told<"/tokens">>({
    method: "DELETE",
    path: (name) => `tokens/${encodeURIComponent(name)}?language=${language}`,
    onSuccess: useShown<Told<"/tokens">>("tokens"),
  });
