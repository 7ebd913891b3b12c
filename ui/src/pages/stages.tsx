import { useVocabulary } from "../analyses";
import { useStages, type StageCount, type Stages } from "../api";
import { useSpeech } from "../language";
import { day, interval, list, write } from "../numbers";
import { Drawing } from "../parts/drawing";
import type { Sheet } from "../parts/sheet";
import { Asked } from "../parts/state";
import { Method, Twin } from "../parts/twin";
import { WhomCard } from "../parts/whom";
import { Link } from "../route";
import { peopleMeeting, useWhom } from "../segments";

export function StagesPage() {
  const { language } = useSpeech();
  const whom = useWhom();
  return <Asked query={useStages(language, whom)} empty="stages.empty">{(data) => <Shown data={data} />}</Asked>;
}

function Shown({ data }: { data: Stages }) {
  const { say, language } = useSpeech();
  const known = useVocabulary(language).data;
  const ranked = data.stages.toSorted((one, other) => other.people - one.people);
  const empty = data.stages.filter((stage) => stage.people === 0).map((stage) => stage.label);
  const [most, least] = [ranked[0], ranked.at(-1)];
  const share = (stage: StageCount) => write(stage.share, "rate", language);
  let headline = say("stages.nobody");
  if (most && least && most.people > 0) {
    const given = { stage: most.label, share: share(most) };
    headline = empty.length
      ? say("stages.headline_gap", { ...given, last: list(empty, language) })
      : say("stages.headline", { ...given, last: least.label, rest: share(least) });
  }
  const sheet: Sheet = {
    columns: [
      { label: say("stages.column"), unit: "text" },
      { label: say("funnel.column_people"), unit: "count" },
      { label: say("paths.column_share"), unit: "rate" },
      { label: say("figures.interval"), unit: "rate", range: true },
      { label: say("stages.touchpoints"), unit: "count" },
    ],
    rows: data.stages.map((one) => [one.label, one.people, one.share, [one.low, one.high] as const, one.touchpoints]),
  };
  return (
    <>
      <h1>{headline}</h1>
      <p className="sub">
        {[say("stages.sub", { n: data.customers }), known?.as_of && say("today.as_of", { when: day(known.as_of, language) })]
          .filter(Boolean)
          .join(" ")}
      </p>
      <WhomCard />
      {data.customers > 0 && (
      <section className="card" data-testid="stages">
        <Drawing name="stages" caption={headline}>
          <div className="map">
            {data.stages.map((stage) => (
              <StageColumn key={stage.stage} stage={stage} />
            ))}
          </div>
        </Drawing>
        <Twin caption={headline} name="stages" sheet={sheet} />
        <Method>{say("stages.method")}</Method>
      </section>
      )}
    </>
  );
}

function StageColumn({ stage }: { stage: StageCount }) {
  const { say, language } = useSpeech();
  const whom = useWhom();
  const doubt = interval(stage.low, stage.high, "rate", language);
  const share = (stage.share ?? 0) * 100;
  return (
    <article className="stage" data-testid={`stage-${stage.stage}`}>
      <h2>{stage.label}</h2>
      <p className="big">
        <Link href={peopleMeeting(whom, `stage=${stage.stage}`)}>{say("people", { n: stage.people })}</Link>
      </p>
      <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="14" rx="2" fill="var(--line)" opacity="0.5" />
        <rect width={share} height="14" rx="2" fill="var(--action)" />
      </svg>
      <p>
        <b>{write(stage.share, "rate", language)}</b>
        {doubt && <span className="soft"> ({doubt})</span>}
      </p>
      <p className="soft">{say("touchpoints", { n: stage.touchpoints })}</p>
    </article>
  );
}
