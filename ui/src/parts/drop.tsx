// Dropping a file: sent with progress, told for what it is, and imported once somebody has seen what would come of it.
import { useEffect, useRef, useState, type DragEvent } from "react";
import { useBegin, usePreviewFile, useSend, type Choice, type FilePreview, type Upload } from "../jobs";
import { useSpeech, type Say } from "../language";
import { exactly, moment } from "../numbers";
import { isWord, LOCALES, type Language } from "../words";
import { Refusal } from "./refusal";
import { Waiting } from "./state";

// Names that are written the same in every language.
const SYSTEMS: Record<string, string> = {
  shopify: "Shopify",
  woocommerce: "WooCommerce",
  woocommerce_analytics: "WooCommerce Analytics",
  magento: "Magento",
  magento_table: "Magento",
  prestashop: "PrestaShop",
  prestashop_sql: "PrestaShop",
  mailchimp: "Mailchimp",
  klaviyo: "Klaviyo",
  brevo: "Brevo",
  mailup: "MailUp",
  zendesk: "Zendesk",
  freshdesk: "Freshdesk",
  gorgias: "Gorgias",
  trustpilot: "Trustpilot",
  judgeme: "Judge.me",
  yotpo: "Yotpo",
  feedaty: "Feedaty",
  google: "Google",
};
const MEGABYTE = 1_048_576;

/** Where a file is dropped or chosen. */
export function Target({ taken }: { taken: (upload: Upload) => void }) {
  const { say, language } = useSpeech();
  const send = useSend(language);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; share: number; stop: () => void } | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const take = (file: File | undefined) => {
    if (!file) return;
    setError(null);
    const { done, stop } = send(file, (share) => setSending({ name: file.name, share, stop }));
    setSending({ name: file.name, share: 0, stop });
    done
      .then(taken)
      .catch((wrong: Error) => wrong.name !== "AbortError" && setError(wrong))
      .finally(() => setSending(null));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const hover = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  if (sending) {
    return (
      <div className="progress" role="status" data-testid="sending">
        <p>{say("drop.sending", { file: sending.name })}</p>
        <div className="pair">
          <progress aria-label={say("drop.sending", { file: sending.name })} value={sending.share} max={1} />
          <button type="button" className="link" onClick={sending.stop}>
            {say("cancel")}
          </button>
        </div>
      </div>
    );
  }
  return (
    <>
      <label
        className={over ? "drop over" : "drop"}
        onDragOver={hover}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        data-testid="drop"
      >
        <input type="file" className="hidden" onChange={(event) => take(event.target.files?.[0])} />
        <b>{say("drop.here")}</b>
        <span className="as-link">{say("drop.choose")}</span>
        <small>{say("drop.kinds")}</small>
      </label>
      <Refusal error={error} />
    </>
  );
}

/** What a dropped file is, and the way on. */
export function Seen({ upload, over }: { upload: Upload; over: () => void }) {
  const { say, language } = useSpeech();
  const preview = usePreviewFile(upload.id, language);
  const begin = useBegin(language);
  const [choice, setChoice] = useState<Choice>({ connector: null, columns: {} });
  const [last, setLast] = useState<FilePreview | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const look = preview.mutate;
  useEffect(() => look(choice, { onSuccess: setLast }), [choice, language, look]);
  useEffect(() => heading.current?.focus(), [last?.upload]);
  const bring = () => {
    if (!last) return;
    const columns = choice.columns ?? {};
    const asked = { kind: "import", upload: upload.id, connector: last.connector, columns } as const;
    begin.mutate(asked, { onSuccess: (job) => begin.mutate({ kind: "build", after: job.id }, { onSettled: over }) });
  };
  if (!last && !preview.error) return <Waiting />;
  const usable = last !== null && !preview.error && !last.problem && last.taken > 0;
  return (
    <div data-testid="preview" aria-busy={preview.isPending}>
      <h3 tabIndex={-1} ref={heading}>
        {last ? what(last, say) : upload.name}
      </h3>
      {last && !preview.error && (
        <>
          <p className="soft small">
            {upload.name} · {size(upload.size, language)}
            {last.encoding && ` · ${say("drop.encoding", { encoding: last.encoding })}`}
          </p>
          {!last.problem && <p role="status">{would(last, say)}</p>}
          {last.problem && (
            <p className="missing" role="alert">
              {last.problem.code === "missing_field"
                ? say("drop.missing")
                : `${last.problem.message} ${last.problem.hint}`}
            </p>
          )}
          <Reading last={last} choice={choice} choose={setChoice} />
          <Rows last={last} />
        </>
      )}
      <Refusal error={preview.error ?? begin.error} />
      <div className="pair">
        <button type="button" disabled={!usable || begin.isPending || preview.isPending} onClick={bring}>
          {say("drop.import")}
        </button>
        <button type="button" className="link" onClick={over}>
          {say("drop.another")}
        </button>
      </div>
    </div>
  );
}

/** How the file is read: as what, and which column is which; what may be read otherwise can be chosen. */
function Reading({ last, choice, choose }: { last: FilePreview; choice: Choice; choose: (choice: Choice) => void }) {
  const { say } = useSpeech();
  const known = new Map(last.fields.map(({ field, column }) => [field, column]));
  const shown = [...new Set([...last.choosable, ...known.keys()])].filter((field) => isWord(`field.${field}`));
  const further = last.fields.filter(({ field }) => !isWord(`field.${field}`)).length;
  return (
    <details className="reading" open={last.choosable.length > 1}>
      <summary>{say("drop.reading")}</summary>
      <label className="block">
        {say("drop.read_as")}
        <select
          value={last.connector}
          onChange={(event) => choose({ connector: event.target.value, columns: {} })}
          data-testid="read-as"
        >
          {last.connectors.map((name) => (
            <option key={name} value={name}>
              {say(`connector.${name}` as "connector.orders")}
            </option>
          ))}
        </select>
      </label>
      <dl className="mapping">
        {shown.map((field) => (
          <div key={field}>
            <dt>{say(`field.${field}` as "field.at")}</dt>
            <dd>
              {last.choosable.includes(field) ? (
                <select
                  aria-label={say(`field.${field}` as "field.at")}
                  value={known.get(field) ?? ""}
                  onChange={(event) =>
                    choose({ connector: last.connector, columns: { ...choice.columns, [field]: event.target.value } })
                  }
                >
                  <option value="">{say("drop.no_column")}</option>
                  {last.columns.map((column) => (
                    <option key={column}>{column}</option>
                  ))}
                </select>
              ) : (
                known.get(field)
              )}
            </dd>
          </div>
        ))}
      </dl>
      {further > 0 && <p className="soft small">{say("drop.further", { n: further })}</p>}
    </details>
  );
}

function Rows({ last }: { last: FilePreview }) {
  const { say, language } = useSpeech();
  return (
    <>
      {last.rows.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={say("drop.rows")}>
          <table className="first-rows" data-testid="first-rows">
            <caption className="hidden">{say("drop.rows")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("drop.when")}</th>
                <th scope="col">{say("drop.what")}</th>
                <th scope="col">{say("drop.who")}</th>
                <th scope="col">{say("drop.of")}</th>
                <th scope="col" className="n">
                  {say("drop.amount")}
                </th>
              </tr>
            </thead>
            <tbody>
              {last.rows.map((row, index) => (
                <tr key={index}>
                  <td>{row.at.includes("T") ? moment(row.at, language) : row.at}</td>
                  <td>{row.what}</td>
                  <td className="who">{row.who ?? "–"}</td>
                  <td>{row.of ?? "–"}</td>
                  <td className="n">{exactly(row.amount, language, row.currency ?? "")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {last.rejected.length > 0 && (
        <details>
          <summary>{say("drop.refused", { n: last.refused })}</summary>
          <ul className="plain">
            {last.rejected.map((one) => (
              <li key={one.row}>{say("drop.refused_row", { row: one.row, why: one.reason })}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function what({ connector, system }: FilePreview, say: Say): string {
  const kind = say(`connector.${connector}` as "connector.orders");
  const named = SYSTEMS[system];
  return named ? say("drop.export_of", { kind, system: named }) : kind;
}

function would(last: FilePreview, say: Say): string {
  const all = last.taken + last.refused + last.left_out;
  if (all === last.taken) return say("drop.all_taken", { n: all });
  return say("drop.some_taken", { taken: last.taken, n: all });
}

function size(bytes: number, language: Language): string {
  const [unit, one] = bytes < MEGABYTE ? (["kilobyte", 1_024] as const) : (["megabyte", MEGABYTE] as const);
  const options = { style: "unit", unit, maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(LOCALES[language], options).format(Math.max(1, bytes / one));
}
