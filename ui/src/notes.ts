// What happened on some days, as somebody noted it.
import { useChange, useGet } from "./api";
import type { Days } from "./dates";

export const KINDS = ["sale", "price_change", "release", "holiday", "other"] as const;
export type Kind = (typeof KINDS)[number];

export interface Note {
  id: number;
  on: string;
  until: string;
  kind: Kind;
  text: string;
}

interface Notes {
  annotations: Note[];
}

export type NewNote = Omit<Note, "id">;

const renews = ["annotations"];

export const useNotes = ({ since, until }: Days) =>
  useGet<Notes>(`annotations?${new URLSearchParams(Object.entries({ since, until }).filter(([, day]) => day))}`);

export const useNote = (onSuccess: () => void) =>
  useChange<NewNote>({ method: "POST", path: () => "annotations", body: (given) => given, renews, onSuccess });

export const useForgetNote = () =>
  useChange<number>({ method: "DELETE", path: (id) => `annotations/${id}`, renews });
