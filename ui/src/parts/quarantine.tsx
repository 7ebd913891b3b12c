import { useMay } from "../api";
import { useSpeech } from "../language";
import { useQuarantine, useRetry } from "../sources";
import { Refusal } from "./refusal";
import { Asked } from "./state";

/** The rows that could not be taken, each with its reason, and the way back. */
export function QuarantineCard({ total }: { total: number }) {
  const { say, language } = useSpeech();
  const may = useMay("change");
  const retry = useRetry(language);
  return (
    <section className="card" data-testid="quarantine">
      <div className="titled">
        <h2>{total ? say("quarantine.some", { n: total }) : say("quarantine.none")}</h2>
        {may && total > 0 && (
          <button type="button" disabled={retry.isPending} onClick={() => retry.mutate(undefined)}>
            {say(retry.isPending ? "quarantine.retrying" : "quarantine.retry")}
          </button>
        )}
      </div>
      <p className="soft small">{say("quarantine.about")}</p>
      <Refusal error={retry.error} />
      <p role="status" className="told" data-testid="retried">
        {retry.data && say("quarantine.retried", { passed: retry.data.passed, stay: retry.data.stay })}
      </p>
      {total > 0 && <Rows />}
    </section>
  );
}

function Rows() {
  const { say } = useSpeech();
  return (
    <Asked query={useQuarantine()}>
      {({ reasons, rows }) => (
        <>
          <ul className="chips">
            {reasons.map((one) => (
              <li key={one.code}>
                {one.code} <b>{one.count}</b>
              </li>
            ))}
          </ul>
          <div className="scroll" tabIndex={0} role="region" aria-label={say("quarantine.rows")}>
            <table>
              <caption className="hidden">{say("quarantine.rows")}</caption>
              <thead>
                <tr>
                  <th scope="col">{say("quarantine.file")}</th>
                  <th scope="col">{say("quarantine.reason")}</th>
                  <th scope="col">{say("quarantine.original")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.quarantine_id}>
                    <td>
                      {row.file}
                      <small>{say("quarantine.row", { row: row.row })}</small>
                    </td>
                    <td>{row.reason}</td>
                    <td>
                      <code className="cut">{row.original.slice(0, 300)}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Asked>
  );
}
