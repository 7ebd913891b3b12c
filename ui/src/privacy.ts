// What the API says of privacy: what people ask of the shop, whom it concerns, and what is done about it.
import { useQueryClient } from "@tanstack/react-query";
import { Problem, useChange, useGet, useSending, type Session } from "./api";
import { within } from "./base";
import type * as client from "./client";
import type { Told } from "./told";
import type { Language } from "./words";

export type Request = Privacy["requests"][number];
export type Privacy = Told<"/privacy">;
export type Stated = client.Stated;
export type Subject = Told<"/privacy/find", "post">;
/** Any identifier of theirs, or a request that names them. */
export type Whom = { identifier: string } | { request: string };
export type Outcome = Pick<Told<"/privacy/restrict", "post">, "said">;

const ABOUT = ["privacy", "people/", "answers", "status"];

export const usePrivacy = (language: Language) => useGet<Privacy>(`privacy?language=${language}`);

export const useFindSubject = (language: Language) =>
  useChange<Whom, Subject>({ method: "POST", path: () => `privacy/find?language=${language}`, body: (given) => given });

export const useSubjectAct = (act: "restrict" | "release" | "readmit", language: Language) =>
  useChange<Whom, Outcome>({
    method: "POST",
    path: () => `privacy/${act}?language=${language}`,
    body: (given) => given,
    renews: ABOUT,
  });

export const useErase = (language: Language) =>
  useChange<Whom & { orders: boolean }, Told<"/privacy/erase", "post">>({
    method: "POST",
    path: () => `privacy/erase?language=${language}`,
    body: (given) => ({ ...given, confirmed: true }),
    renews: ["jobs"],
  });

export const useAnswered = (language: Language) =>
  useChange<string, Privacy>({
    method: "POST",
    path: (id) => `privacy/requests/${encodeURIComponent(id)}/answered?language=${language}`,
    renews: ["privacy"],
  });

/** Save everything that is known of somebody as a file. */
export function useExportSubject(language: Language) {
  const client = useQueryClient();
  return useSending<Whom, void>({
    mutationFn: async (whom) => {
      const proof = client.getQueryData<Session>(["session"])?.csrf;
      const headers = { "content-type": "application/json", ...(proof ? { "x-csrf-token": proof } : {}) };
      const address = within(`/api/v1/privacy/export?language=${language}`);
      const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(whom) });
      if (!response.ok) {
        const said = (await response.json()) as { code: string; message: string; hint: string };
        throw new Problem(said.code, said.message, said.hint);
      }
      const saved = URL.createObjectURL(await response.blob());
      const link = document.createElement("a");
      link.href = saved;
      link.download = "percorso-person.zip";
      link.click();
      URL.revokeObjectURL(saved);
    },
    onSuccess: () =>
      void client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("privacy") }),
  });
}
