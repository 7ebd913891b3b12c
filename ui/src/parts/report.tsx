// The answers as a file to keep or send: written as a job, saved by a press.
import { useState } from "react";
import { useMay } from "../api";
import { within } from "../base";
import { isOpen, useBegin, useJobs } from "../jobs";
import { useSpeech } from "../language";
import { Refusal } from "./refusal";
import { Progress } from "./work";

export function Report() {
  const may = useMay("change");
  return may ? <Asked /> : null;
}

function Asked() {
  const { say, language } = useSpeech();
  const begin = useBegin(language);
  const [asked, setAsked] = useState("");
  const write = () => begin.mutate({ kind: "report", language }, { onSuccess: (job) => setAsked(job.id) });
  return (
    <div className="report" data-testid="report">
      {asked ? (
        <Written id={asked} />
      ) : (
        <button type="button" className="pick ghost" disabled={begin.isPending} onClick={write}>
          {say("report.write")}
        </button>
      )}
      <Refusal error={begin.error} />
    </div>
  );
}

function Written({ id }: { id: string }) {
  const { say, language } = useSpeech();
  const job = useJobs(language).data?.jobs.find((one) => one.id === id);
  if (job?.state === "done") {
    return (
      <a className="button" href={within(`/api/v1/jobs/${id}/report`)} download>
        {say("report.save")}
      </a>
    );
  }
  return job && (isOpen(job) || job.problem) ? <Progress job={job} /> : null;
}
