import { quoted, UNATTRIBUTED, type Attribution, type Credited, type Vocabulary } from "../analyses";
import type { About } from "../dates";
import { useSpeech } from "../language";
import { interval, write } from "../numbers";
import { Link } from "../route";
import { peopleMeeting, useWhom, written } from "../segments";
import { Breaking } from "./breaking";
import { colour } from "./colour";
import { Drawing } from "./drawing";
import { usePeriods } from "./period";
import { RangeLine } from "./ranges";
import type { Sheet } from "./sheet";
import { Method, Twin } from "./twin";

/** What a channel or campaign is called where credit is shown. */
export function useSubject(known: Vocabulary): (one: Credited) => string {
  const { say } = useSpeech();
  return (one) => {
    const subject = one.channel ?? one.campaign ?? "";
    if (subject === UNATTRIBUTED) return say("credit.nobody");
    return one.channel === undefined ? subject : (known.words.channel?.[subject] ?? subject);
  };
}

/** Every model side by side: what each gives whom, with its range, all on one axis. */
export function CreditsCard({ found, known }: { found: Attribution; known: Vocabulary }) {
  const { say, language } = useSpeech();
  const named = useSubject(known);
  const whom = useWhom();
  const { days } = usePeriods();
  const model = (name: string) => known.words.model?.[name] ?? name;
  const subjects = [...new Map(found.credits.map((one) => [one.channel ?? one.campaign ?? "", one])).entries()];
  const cell = (subject: string, name: string) =>
    found.credits.find((one) => one.model === name && (one.channel ?? one.campaign) === subject);
  const gap = apart(found, known);
  const title = gap ? say("credit.apart_title", gap) : say("credit.title");
  const most = Math.max(1, ...found.credits.map((one) => one.high ?? one.conversions));
  if (found.conversions === 0) {
    return (
      <section className="card" data-testid="credits">
        <h2>{say("credit.title")}</h2>
        <p className="sub">{say("credit.no_orders")}</p>
      </section>
    );
  }
  return (
    <section className="card" data-testid="credits">
      <h2>{title}</h2>
      <p className="sub">{say("credit.sub", { n: found.conversions })}</p>
      <Drawing name="credits" caption={title}>
        <div className="scroll" tabIndex={0} role="region" aria-label={say("credit.title")}>
          <table className="credits">
            <thead>
              <tr>
                <th scope="col">{say(`column.${found.by}`)}</th>
                {found.models.map((name) => (
                  <th key={name} scope="col">
                    {model(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {subjects.map(([subject, one]) => (
                <tr key={subject}>
                  <th scope="row">
                    <span className="dot" style={{ background: colour(subject) }} /> <Breaking text={named(one)} />
                    {subject !== UNATTRIBUTED && (
                      <small data-unpainted="">
                        <Link href={peopleMeeting(whom, met(found.by, subject, days))}>{say("credit.people")}</Link>
                      </small>
                    )}
                  </th>
                  {found.models.map((name) => {
                    const credit = cell(subject, name);
                    return (
                      <td key={name}>
                        {credit && (
                          <>
                            <b>{write(credit.conversions, "count", language)}</b>{" "}
                            <small>{interval(credit.low, credit.high, "count", language)}</small>
                            {credit.low !== null && credit.high !== null && (
                              <RangeLine
                                range={{ value: credit.conversions, low: credit.low, high: credit.high }}
                                most={most}
                                colour={colour(subject)}
                              />
                            )}
                          </>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Drawing>
      <CreditsTwin found={found} known={known} />
      <Method>{say("credit.method")}</Method>
    </section>
  );
}

/** The condition that somebody met a channel or campaign in some days. */
export function met(field: string, subject: string, { since, until }: About): string {
  return written({ field, sign: "is", value: quoted(subject), since, until });
}

/** Where the models differ most, in figures; null where they agree. */
export function apart(found: Attribution, known: Vocabulary): Record<string, string | number> | null {
  const gap = found.disagreement;
  if (!gap) return null;
  const subject = gap.channel ?? gap.campaign ?? "";
  const name = gap.channel === undefined ? subject : (known.words.channel?.[subject] ?? subject);
  return { name, fewest: Math.round(gap.fewest), most: Math.round(gap.most) };
}

function CreditsTwin({ found, known }: { found: Attribution; known: Vocabulary }) {
  const { say } = useSpeech();
  const named = useSubject(known);
  const sheet: Sheet = {
    currency: found.currency ?? "",
    columns: [
      { label: say(`column.${found.by}`), unit: "text" },
      { label: say("credit.model"), unit: "text" },
      { label: say("spend.orders"), unit: "count" },
      { label: say("figures.interval"), unit: "count", range: true },
      { label: say("spend.revenue"), unit: "money" },
    ],
    rows: found.credits.map((one) => [
      named(one),
      known.words.model?.[one.model] ?? one.model,
      one.conversions,
      [one.low, one.high],
      one.value,
    ]),
  };
  return <Twin caption={say("credit.title")} name={`attribution-${found.by}`} sheet={sheet} />;
}
