// The pages by what they are for, in the order of the menu; each is a path of its own.
export type Group = "decide" | "see" | "money" | "people" | "data";

export const NAV = [
  { group: "decide", pages: ["today", "answers"] },
  { group: "see", pages: ["stages", "funnel", "paths"] },
  { group: "money", pages: ["attribution"] },
  { group: "people", pages: ["people"] },
  { group: "data", pages: ["sources", "settings", "reference"] },
] as const satisfies { group: Group; pages: readonly string[] }[];

/** What is led to where it is needed, and stands in no menu. */
export type PageName = (typeof NAV)[number]["pages"][number] | "start";

export const PAGES: readonly PageName[] = [...NAV.flatMap(({ pages }) => [...pages]), "start"];

export const isPage = (name: string): boolean => PAGES.some((one) => one === name);

/** The page a path asks for; the first one where it names none. */
export function pageOf(name: string | undefined): PageName {
  return PAGES.find((one) => one === name) ?? "today";
}
