// Long work as it goes on: what is done, how far it is, and the way to stop it.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useMay } from "../api";
import { isOpen, useCancel, useJobs, type Job } from "../jobs";
import { useSpeech, type Say } from "../language";
import { Refusal } from "./refusal";

/** Whatever is at work, wherever it was asked for; nothing where nothing is. */
export function Work() {
  const { say, language } = useSpeech();
  const jobs = (useJobs(language).data?.jobs ?? []).filter(isOpen).reverse();
  useRenewed(jobs);
  if (jobs.length === 0) return null;
  return (
    <section className="card work" aria-label={say("job.title")} data-testid="work">
      {jobs.map((job) => (
        <Progress key={job.id} job={job} />
      ))}
    </section>
  );
}

/** What was worked for is shown as soon as it is done. */
function useRenewed(jobs: Job[]): void {
  const client = useQueryClient();
  const before = useRef(0);
  useEffect(() => {
    if (jobs.length < before.current) void client.invalidateQueries();
    before.current = jobs.length;
  }, [jobs.length, client]);
}

export function Progress({ job }: { job: Job }) {
  const { say, language } = useSpeech();
  const may = useMay("change");
  const cancel = useCancel(language);
  return (
    <div className="progress" data-testid={`job-${job.kind}`} data-state={job.state}>
      <p>
        <b>{title(job, say)}</b> <span className="soft">{far(job, say)}</span>
      </p>
      {isOpen(job) && (
        <div className="pair">
          {job.state === "running" && (
            <progress aria-label={title(job, say)} {...(job.of ? { value: job.done, max: job.of } : {})} />
          )}
          {may && !(job.kind === "erase" && job.state === "running") && (
            <button type="button" className="link" disabled={cancel.isPending} onClick={() => cancel.mutate(job.id)}>
              {say(cancel.isPending ? "job.stopping" : "job.stop")}
            </button>
          )}
        </div>
      )}
      <Refusal error={cancel.error} />
      {job.problem && (
        <p className="refused" role="alert">
          {job.problem.message} {job.problem.hint}
        </p>
      )}
    </div>
  );
}

function title(job: Job, say: Say): string {
  if (job.kind === "import") return say("job.import", { file: job.file ?? "" });
  return say(`job.${job.kind}`);
}

function far(job: Job, say: Say): string {
  if (job.state !== "running") return say(`jobstate.${job.state}`);
  if (job.of) return `${job.step_label} · ${say("job.of", { done: job.done, of: job.of })}`;
  return job.done ? say("job.rows", { n: job.done }) : job.step_label || say("jobstate.running");
}
