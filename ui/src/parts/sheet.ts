// A table of raw values: shown as a language writes them, saved as CSV or as an Excel workbook.
import type { Display, Unit } from "../api";
import { interval, write } from "../numbers";
import type { Language } from "../words";

export type Cell = string | number | null | readonly [number | null, number | null];

export interface Column {
  label: string;
  /** A range is shown as one and saved as two columns; days are kept as such and shown as a duration. */
  unit: Unit;
  range?: boolean;
}

export interface Sheet {
  columns: Column[];
  rows: Cell[][];
  currency?: string;
}

export function display(sheet: Sheet, language: Language): Display {
  return {
    columns: sheet.columns.map(({ label, unit, range }) => ({
      label,
      kind: range ? "interval" : unit === "text" ? "text" : "number",
    })),
    rows: sheet.rows.map((row) => row.map((cell, at) => shown(cell, sheet.columns[at], sheet.currency, language))),
  };
}

function shown(cell: Cell, column: Column | undefined, currency = "", language: Language): string {
  const unit = column?.unit ?? "text";
  if (cell !== null && typeof cell === "object") return interval(cell[0], cell[1], unit, language, currency);
  return write(cell, unit, language, currency);
}

/** The raw values, a heading first; a range takes two columns. */
function flat(sheet: Sheet): (string | number | null)[][] {
  const heads = sheet.columns.flatMap(({ label, range }) => (range ? [`${label} ↓`, `${label} ↑`] : [label]));
  return [heads, ...sheet.rows.map((row) => row.flatMap((cell) => (isRange(cell) ? [...cell] : [cell])).map(exact))];
}

// Sums of cents are off by less than that (463.46000000000004).
const DIGITS = 12;

const exact = (cell: string | number | null) => (typeof cell === "number" ? Number(cell.toPrecision(DIGITS)) : cell);

function isRange(cell: Cell): cell is readonly [number | null, number | null] {
  return cell !== null && typeof cell === "object";
}

/** A text that a spreadsheet would run as a formula is kept from it by an apostrophe (OWASP, CSV injection). */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

export function csv(sheet: Sheet): string {
  const field = (value: string | number | null) => {
    if (typeof value !== "string") return value === null ? "" : String(value);
    const safe = harmless(value);
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  // The mark at the beginning tells Excel that the file is UTF-8.
  return `\ufeff${flat(sheet)
    .map((row) => `${row.map(field).join(",")}\r\n`)
    .join("")}`;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** The smallest workbook there is (ECMA-376): one sheet, texts inline, so that none is ever taken for a formula. */
export function workbook(sheet: Sheet): Uint8Array<ArrayBuffer> {
  const cell = (value: string | number | null) => {
    if (value === null) return "<c/>";
    if (typeof value === "number") return `<c><v>${value}</v></c>`;
    return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  };
  const rows = flat(sheet).map((row) => `<row>${row.map(cell).join("")}</row>`);
  return zipped({
    "[Content_Types].xml": `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/sheet.xml" ContentType="${KIND}.worksheet+xml"/></Types>`,
    "_rels/.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Percorso" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="sheet.xml"/></Relationships>`,
    "xl/sheet.xml": `${XML}<worksheet xmlns="${MAIN}"><sheetData>${rows.join("")}</sheetData></worksheet>`,
  });
}

function escaped(text: string): string {
  // Control characters are no XML at all.
  const plain = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Put files into a zip archive as they are, uncompressed (PKWARE, APPNOTE 4.3). */
function zipped(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const listed: Uint8Array[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [encoder.encode(name), encoder.encode(text)];
    // Version 2.0, no flag, stored, 1 January 1980, then what the file is.
    const told = [20, 0, 0, 0, 0x21, crc32(data), data.length, data.length, path.length, 0];
    const head = numbers("22222444" + "22", told);
    parts.push(numbers("4", [0x04034b50]), head, path, data);
    listed.push(numbers("42", [0x02014b50, 20]), head, numbers("222" + "44", [0, 0, 0, 0, at]), path);
    at += 4 + head.length + path.length + data.length;
  }
  const size = listed.reduce((sum, one) => sum + one.length, 0);
  const count = Object.keys(files).length;
  const end = numbers("4222" + "2442", [0x06054b50, 0, 0, count, count, size, at, 0]);
  return joined([...parts, ...listed, end]);
}

/** Write whole numbers of so many bytes each, the lowest first. */
function numbers(widths: string, values: number[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap((value, at) => Array.from({ length: Number(widths[at]) }, (_, byte) => (value >>> (8 * byte)) & 255)),
  );
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

function crc32(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
