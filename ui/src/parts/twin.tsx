import type { Display } from "../api";
import { useSpeech } from "../language";
import { csv, display, workbook, type Sheet } from "./sheet";
import { Table } from "./table";

interface Twin {
  caption: string;
  /** What a saved file is called, without its ending. */
  name: string;
  sheet: Sheet;
  open?: boolean;
  /** What it is called, where a chart has more than one. */
  title?: string;
  /** The same as people read it, where the server has written it. */
  shown?: Display;
  testid?: string;
}

/** The table behind a chart, and the same as a file. */
export function Twin({ caption, name, sheet, open = false, title, shown, testid = `twin-${name}` }: Twin) {
  const { say, language } = useSpeech();
  return (
    <details open={open} data-testid={testid}>
      <summary>{title ?? say("answers.table")}</summary>
      <Table caption={`${caption} · ${title ?? say("answers.table")}`} table={shown ?? display(sheet, language)} />
      <p className="saves">
        <button type="button" className="ghost" onClick={() => save(`${name}.csv`, new Blob([csv(sheet)], { type: "text/csv" }))}>
          {say("twin.csv")}
        </button>
        <button type="button" className="ghost" onClick={() => save(`${name}.xlsx`, new Blob([workbook(sheet)], { type: EXCEL }))}>
          {say("twin.xlsx")}
        </button>
      </p>
    </details>
  );
}

const EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function save(name: string, data: Blob): void {
  const address = URL.createObjectURL(data);
  const link = document.createElement("a");
  link.href = address;
  link.download = `percorso-${name}`;
  link.click();
  URL.revokeObjectURL(address);
}

/** How a figure came about, one press away. */
export function Method({ children }: { children: string }) {
  const { say } = useSpeech();
  return (
    <details data-testid="method">
      <summary>{say("answers.method")}</summary>
      <p>{children}</p>
    </details>
  );
}
