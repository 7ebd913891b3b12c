// What the API says of moves, and how one is decided about.
import { useQueryClient } from "@tanstack/react-query";
import { useChange, useGet } from "./api";
import type * as client from "./client";
import type { Given, Told } from "./told";
import type { Language } from "./words";

export type Money = client.Money;
export type Move = client.Move;
export type DecidedMove = client.DecidedMove;
export type ChangeSeen = client.Change;
export type Today = Told<"/today">;
export type Decided = { id: string } & Given<"/moves/{move}">;

const path = (language: Language) => `today?language=${language}`;

export const useToday = (language: Language) => useGet<Today>(path(language));

/** Decide about a move; what is shown then is what the server answers. */
export function useDecide(language: Language) {
  const client = useQueryClient();
  return useChange<Decided, Today>({
    method: "POST",
    path: ({ id }) => `moves/${id}?language=${language}`,
    body: ({ id: _, ...decided }) => decided,
    onSuccess: (told) => client.setQueryData([path(language)], told),
  });
}
