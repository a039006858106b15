/** The part of the page's state that lives in the address bar. */
import type { FilterSpec, Range } from "../api/types";
import { readReferences, writeReferences, type Reference } from "./references";

export type Language = "en" | "zh";

export interface Query {
  references: Reference[];
  text: string;
  /** True once the visitor has asked: the results of this query are on screen. */
  asked: boolean;
  /** Facet name to its ticked values; names and values sorted. */
  values: Record<string, string[]>;
  /** Facet name to its bounds. */
  ranges: Record<string, Range>;
  method: string | null;
  /** The attribute of whose every value one product is shown. */
  oneOfEach: string | null;
  count: number;
  /** Where the shelf starts in the catalogue. */
  shelf: number;
  /** Which of the server's catalogues; null for its first. */
  catalogue: string | null;
  language: Language | null;
}

export const DEFAULT_COUNT = 12;
export const LARGEST_COUNT = 100;

export const EMPTY_QUERY: Query = {
  references: [],
  text: "",
  asked: false,
  values: {},
  ranges: {},
  method: null,
  oneOfEach: null,
  count: DEFAULT_COUNT,
  shelf: 0,
  catalogue: null,
  language: null,
};

const IS = "is.";
const BETWEEN = "in.";

const whole = (raw: string | null, least: number, most: number, otherwise: number): number => {
  if (raw === null || !/^\d{1,9}$/.test(raw)) return otherwise;
  return Math.min(Math.max(Number(raw), least), most);
};

function readRange(raw: string): Range | null {
  const match = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/.exec(raw);
  if (!match) return null;
  const range: Range = {};
  if (match[1] !== undefined) range.min = Number(match[1]);
  if (match[2] !== undefined) range.max = Number(match[2]);
  return isOpen(range) ? null : range;
}

export const isOpen = (range: Range | undefined): boolean =>
  range === undefined || (range.min === undefined && range.max === undefined);

export function readQuery(search: string): Query {
  const params = new URLSearchParams(search);
  const values: Record<string, string[]> = {};
  const ranges: Record<string, Range> = {};
  for (const [key, value] of params) {
    if (key.startsWith(IS) && key.length > IS.length) {
      const name = key.slice(IS.length);
      values[name] = [...new Set([...(values[name] ?? []), value])].sort();
    } else if (key.startsWith(BETWEEN) && key.length > BETWEEN.length) {
      const range = readRange(value);
      if (range) ranges[key.slice(BETWEEN.length)] = range;
    }
  }
  const language = params.get("lang");
  return {
    references: readReferences(params),
    text: params.get("q") ?? "",
    asked: params.get("show") === "results",
    values,
    ranges,
    method: params.get("method") || null,
    oneOfEach: params.get("each") || null,
    count: whole(params.get("k"), 1, LARGEST_COUNT, DEFAULT_COUNT),
    shelf: whole(params.get("from"), 0, 1e9, 0),
    catalogue: params.get("catalogue") || null,
    language: language === "en" || language === "zh" ? language : null,
  };
}

/** The address for a query: "" or "?...". Equal queries give equal addresses. */
export function writeQuery(query: Query): string {
  const params = new URLSearchParams();
  writeReferences(query.references, params);
  if (query.text !== "") params.set("q", query.text);
  for (const name of Object.keys(query.values).sort())
    for (const value of [...(query.values[name] ?? [])].sort()) params.append(IS + name, value);
  for (const name of Object.keys(query.ranges).sort()) {
    const range = query.ranges[name];
    if (range && !isOpen(range)) params.set(BETWEEN + name, `${range.min ?? ""}..${range.max ?? ""}`);
  }
  if (query.method !== null) params.set("method", query.method);
  if (query.oneOfEach !== null) params.set("each", query.oneOfEach);
  if (query.count !== DEFAULT_COUNT) params.set("k", String(query.count));
  if (query.shelf !== 0) params.set("from", String(query.shelf));
  if (query.asked) params.set("show", "results");
  if (query.catalogue !== null) params.set("catalogue", query.catalogue);
  if (query.language !== null) params.set("lang", query.language);
  const written = params.toString();
  return written === "" ? "" : `?${written}`;
}

/** What the server would be asked; two queries with the same key have the same results. */
export const searchKey = (query: Query): string =>
  writeQuery({ ...query, asked: true, shelf: 0, language: null });

export const filterSpec = (query: Query): FilterSpec => ({ ...query.values, ...query.ranges });

export const filterCount = (query: Query): number =>
  Object.values(query.values).reduce((sum, values) => sum + values.length, 0) +
  Object.keys(query.ranges).length;
