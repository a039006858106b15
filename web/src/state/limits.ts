import type { Constraint, Facet, Range } from "../api/types";
import type { Query } from "./query";

/** A filter of this shop that says the same as a limit in the sentence; `range` is set by the next click. */
export type LimitFilter = { name: string; set: boolean } & (
  { kind: "value"; value: string } | { kind: "range"; range: Range }
);

/** Null when the shop has no such filter. */
export function filterFor(limit: Constraint, facets: Facet[], query: Query): LimitFilter | null {
  const facet = facets.find(({ name }) => name.toLowerCase() === limit.field.toLowerCase());
  if (facet === undefined) return null;
  const { name } = facet;
  if (facet.kind === "text") {
    if (limit.operator !== "=") return null;
    const wanted = String(limit.value).toLowerCase();
    const known = facet.values.find(({ value }) => value.toLowerCase() === wanted);
    if (known === undefined) return null;
    const { value } = known;
    return { kind: "value", name, value, set: query.values[name]?.includes(value) ?? false };
  }
  const bound = typeof limit.value === "number" ? limit.value : Number.parseFloat(limit.value);
  if (!Number.isFinite(bound)) return null;
  const held = query.ranges[name] ?? {};
  const wanted: Range = {
    ...(limit.operator !== ">=" && { max: bound }),
    ...(limit.operator !== "<=" && { min: bound }),
  };
  const ends = Object.keys(wanted) as (keyof Range)[];
  const set = ends.every((end) => held[end] === wanted[end]);
  const range = { ...held, ...wanted };
  if (set) for (const end of ends) delete range[end];
  return { kind: "range", name, range, set };
}
