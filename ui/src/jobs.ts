// What the API says of jobs, of dropped files and of the guided start, and what can be done about them.
import { useQueryClient } from "@tanstack/react-query";
import { Problem, useChange, useGet, type Session } from "./api";
import { within } from "./base";
import type * as client from "./client";
import type { Given, Told } from "./told";
import type { Language } from "./words";

export type Said = client.JobsDocumentsSaid;
export type Job = Told<"/jobs/{job}">;
export type NewJob = Given<"/jobs">;
export type Upload = Told<"/uploads", "post">;
export type FilePreview = Told<"/uploads/{upload}/preview", "post">;
export type Choice = Given<"/uploads/{upload}/preview">;
export type Start = Told<"/start">;

const [BUSY_MS, IDLE_MS] = [700, 5_000];

export const isOpen = (job: Job): boolean => job.state === "waiting" || job.state === "running";

export const useStart = (language: Language) => useGet<Start>(`start?language=${language}`);

/** The last jobs, looked at more often while one is at work. */
export function useJobs(language: Language) {
  const path = `jobs?limit=10&language=${language}`;
  const known = useQueryClient().getQueryData<Told<"/jobs">>([path]);
  return useGet<Told<"/jobs">>(path, known?.jobs.some(isOpen) ? BUSY_MS : IDLE_MS);
}

/** One job, looked at until it is over; nothing while there is none. */
export function useJob(job: string | null, language: Language) {
  const path = `jobs/${job ?? ""}?language=${language}`;
  const known = useQueryClient().getQueryData<Job>([path]);
  return useGet<Job>(path, known && !isOpen(known) ? false : BUSY_MS, job !== null);
}

export const useBegin = (language: Language) =>
  useChange<NewJob, Job>({
    method: "POST",
    path: () => `jobs?language=${language}`,
    body: (given) => given,
    renews: ["jobs"],
  });

export const useCancel = (language: Language) =>
  useChange<string, Job>({
    method: "DELETE",
    path: (job) => `jobs/${job}?language=${language}`,
    renews: ["jobs", "start"],
  });

export const usePreviewFile = (upload: string, language: Language) =>
  useChange<Choice, FilePreview>({
    method: "POST",
    path: () => `uploads/${upload}/preview?language=${language}`,
    body: (given) => given,
  });

/** Send a file; fetch cannot say how much of it has gone, so an older way does. */
export function useSend(language: Language): (file: File, sent: (share: number) => void) => { done: Promise<Upload>; stop: () => void } {
  const client = useQueryClient();
  return (file, sent) => {
    const request = new XMLHttpRequest();
    const done = new Promise<Upload>((resolve, reject) => {
      request.open("POST", within(`/api/v1/uploads?name=${encodeURIComponent(file.name)}&language=${language}`));
      request.responseType = "json";
      request.setRequestHeader("content-type", "application/octet-stream");
      const proof = client.getQueryData<Session>(["session"])?.csrf;
      if (proof) request.setRequestHeader("x-csrf-token", proof);
      request.upload.onprogress = ({ loaded, total }) => sent(total ? loaded / total : 0);
      request.onload = () => {
        if (request.status === 200) return resolve(request.response as Upload);
        const said = (request.response ?? {}) as Partial<Said>;
        reject(new Problem(said.code ?? `http_${request.status}`, said.message ?? "", said.hint ?? ""));
      };
      request.onerror = () => reject(new Error("unreachable"));
      request.onabort = () => reject(new DOMException("", "AbortError"));
      request.send(file);
    });
    return { done, stop: () => request.abort() };
  };
}
