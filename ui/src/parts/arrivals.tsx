// What comes in, as it comes: the whole shop's, or one source's, whose first event is waited for.
import { useVocabulary } from "../analyses";
import { useSpeech } from "../language";
import { ago } from "../numbers";
import { useArrivals } from "../sources";

const [FEW, ONE] = [8, 1];

export function Arrivals({ source = "" }: { source?: string }) {
  const { say, language } = useSpeech();
  const found = useArrivals(source, source ? ONE : FEW);
  const known = useVocabulary(language).data;
  const came = found.data?.arrivals ?? [];
  const label = (what: string) => known?.events.find(({ name }) => name === what)?.label ?? what;
  if (source) {
    return (
      <p className={came.length ? "first came" : "first"} role="status" data-testid="first-event">
        <i className="pulse" aria-hidden="true" />
        {came[0] ? say("sources.first_came", { what: came[0].what }) : say("sources.first_waited")}
      </p>
    );
  }
  return (
    <section className="card" data-testid="arrivals">
      <h2>
        <i className="pulse" aria-hidden="true" /> {say("sources.live")}
      </h2>
      {found.isPending && <div className="skeleton thin" />}
      {found.data && came.length === 0 ? (
        <p className="soft">{say("sources.live_none")}</p>
      ) : (
        <ul className="rows">
          {came.map((one, index) => (
            <li key={`${one.received_at} ${index}`}>
              <div>
                <b>{label(one.what)}</b>
                <small>{[one.source, one.who, one.url].filter(Boolean).join(" · ")}</small>
              </div>
              <time className="soft" dateTime={one.received_at}>
                {one.code ? <span className="test">{say("sources.refused")}</span> : ago(one.received_at, language)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
