// What happened on some days, as somebody noted it.
import { useChange, useQuestion } from "./api";
import type * as client from "./client";
import type { Days } from "./dates";
import type { Given, Told } from "./told";

export const KINDS = ["sale", "price_change", "release", "holiday", "other"] as const;
export type Kind = (typeof KINDS)[number];
export type Note = client.Annotation;
type Notes = Told<"/annotations">;
export type NewNote = Required<Given<"/annotations">>;

const renews = ["annotations", "days"];

export const useNotes = ({ since, until }: Days, wanted = true) =>
  useQuestion<Notes>(`annotations?${new URLSearchParams(Object.entries({ since, until }).filter(([, day]) => day))}`, wanted);

export const useNote = (onSuccess: () => void) =>
  useChange<NewNote>({ method: "POST", path: () => "annotations", body: (given) => given, renews, onSuccess });

export const useForgetNote = () =>
  useChange<number>({ method: "DELETE", path: (id) => `annotations/${id}`, renews });
