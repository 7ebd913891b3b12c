import type { Vocabulary } from "../analyses";
import type { Identifier, Person, PersonLink } from "../api";
import { useSpeech } from "../language";
import { moment, write } from "../numbers";
import { isWord } from "../words";
import { Table } from "./table";

/** What a person's way amounts to, in a few figures. */
export function Portrait({ person, known }: { person: Person; known: Vocabulary | undefined }) {
  const { say, language } = useSpeech();
  const told = person.computed;
  const channel = (name: string | null | undefined) => (name ? (known?.words.channel?.[name] ?? name) : "");
  const touch = (one: typeof told.first_touch) =>
    one ? [channel(one.channel), one.campaign, moment(one.at, language)].filter(Boolean).join(" · ") : "";
  const spent = Object.entries(told.revenue).map(([currency, sum]) => write(sum, "money", language, currency));
  const hour = told.favourite_hour === null ? "" : `${String(told.favourite_hour).padStart(2, "0")}:00`;
  const stage = told.stage && isWord(`stage.${told.stage}`) ? say(`stage.${told.stage}` as "stage.awareness") : told.stage;
  const facts = [
    [say("portrait.orders"), told.orders ? `${write(told.orders, "count", language)} · ${spent.join(" + ")}` : ""],
    [say("portrait.first"), touch(told.first_touch)],
    [say("portrait.last"), touch(told.last_touch)],
    [say("portrait.habits"), habits(channel(told.favourite_channel), hour, told.favourite_device, known)],
    [say("portrait.stage"), stage ?? ""],
    [say("portrait.incidents"), told.incidents.map((one) => `${one.label} (${moment(one.at, language)})`).join(", ")],
  ].filter(([, value]) => value);
  if (facts.length === 0) return null;
  return (
    <section className="card" aria-label={say("portrait.title")} data-testid="portrait">
      <dl className="figures">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Traits person={person} />
    </section>
  );
}

function habits(channel: string, hour: string, device: string | null, known: Vocabulary | undefined): string {
  return [channel, device ? (known?.words.device?.[device] ?? device) : "", hour].filter(Boolean).join(" · ");
}

function Traits({ person }: { person: Person }) {
  const { say, language } = useSpeech();
  const rows = Object.entries(person.traits).map(([name, value]) => {
    const from = person.traits_from[name];
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return [name, text, from?.source ?? "", from ? moment(from.at, language) : ""];
  });
  if (rows.length === 0) return null;
  const columns = [say("traits.name"), say("traits.value"), say("evidence.source"), say("traits.since")];
  return (
    <details data-testid="traits">
      <summary>{say("traits.title")}</summary>
      <Table caption={say("traits.title")} table={{ columns: columns.map((label) => ({ label, kind: "text" })), rows }} />
    </details>
  );
}

/** Why all this is one person: every link, what it rests on, and what was set aside or merged. */
export function Evidence({ person, known }: { person: Person; known: Vocabulary | undefined }) {
  const { say, language } = useSpeech();
  const tying = person.links.filter((one) => one.status === "ties");
  const aside = person.links.filter((one) => one.status !== "ties");
  if (person.links.length + person.merges.length === 0) return null;
  const name = ({ kind, value }: Identifier) => `${known?.words.identifier?.[kind] ?? kind} ${value}`;
  const rests = (one: PersonLink) => known?.words.evidence?.[one.kind] ?? one.kind;
  const columns = ["one", "other", "rests", "source", "since"] as const;
  const heads = columns.map((key) => ({ label: say(`evidence.${key}`), kind: "text" as const }));
  const row = (one: PersonLink) => [name(one.left), name(one.right), rests(one), one.source, moment(one.first_seen_at, language)];
  return (
    <section className="card" data-testid="evidence">
      <h2>{say("evidence.title", { n: tying.length })}</h2>
      {tying.length > 0 && (
        <details data-testid="links">
          <summary>{say("evidence.links")}</summary>
          <Table caption={say("evidence.links")} table={{ columns: heads, rows: tying.map(row) }} />
        </details>
      )}
      {aside.length > 0 && (
        <details data-testid="aside">
          <summary>{say("evidence.aside", { n: aside.length })}</summary>
          <Table
            caption={say("evidence.aside", { n: aside.length })}
            table={{
              columns: [...heads, { label: say("explain.why"), kind: "text" }],
              rows: aside.map((one) => [...row(one), known?.words.set_aside?.[one.status] ?? one.status]),
            }}
          />
        </details>
      )}
      {person.merges.length > 0 && (
        <ul className="merges" data-testid="merges">
          {person.merges.map((one) => (
            <li key={`${one.at} ${one.former}`}>
              <b>{known?.words.merge?.[one.kind] ?? one.kind}</b>{" "}
              {say("evidence.merge", { n: one.identifiers, former: one.former, when: moment(one.at, language) })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
