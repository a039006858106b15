import { describe, expect, it } from "vitest";
import type { Constraint, Facet } from "../api/types";
import { filterFor } from "./limits";
import { EMPTY_QUERY } from "./query";

const limit = (field: string, operator: Constraint["operator"], value: Constraint["value"]): Constraint => ({
  field,
  operator,
  value,
  unit: "",
  said: "",
});
const FACETS: Facet[] = [
  { name: "Size", kind: "text", values: [{ value: "M", count: 3 }] },
  { name: "price", kind: "number", min: 1, max: 99 },
];

describe("a limit in the sentence as a filter", () => {
  it("bounds a number, and leaves the other bound", () => {
    const query = { ...EMPTY_QUERY, ranges: { price: { min: 10 } } };
    expect(filterFor(limit("price", "<=", 50), FACETS, query)).toEqual({
      kind: "range",
      name: "price",
      range: { min: 10, max: 50 },
      set: false,
    });
    expect(filterFor(limit("price", "=", "20"), FACETS, EMPTY_QUERY)).toMatchObject({
      range: { min: 20, max: 20 },
    });
  });

  it("finds the shop's own spelling of a value", () => {
    expect(filterFor(limit("size", "=", "m"), FACETS, EMPTY_QUERY)).toEqual({
      kind: "value",
      name: "Size",
      value: "M",
      set: false,
    });
  });

  it.each([
    ["the shop has not", limit("weight", "<=", 2)],
    ["of a value the shop has not", limit("size", "=", "XXL")],
    ["that texts cannot keep", limit("size", ">=", "M")],
    ["that is no number", limit("price", "<=", "cheap")],
  ])("is none for one %s", (_, one) => {
    expect(filterFor(one, FACETS, EMPTY_QUERY)).toBeNull();
  });

  it("knows when it is set, and takes only its own bound away again", () => {
    const query = { ...EMPTY_QUERY, ranges: { price: { min: 10, max: 50 } }, values: { Size: ["M"] } };
    expect(filterFor(limit("price", "<=", 50), FACETS, query)).toMatchObject({
      set: true,
      range: { min: 10 },
    });
    expect(filterFor(limit("price", "<=", 40), FACETS, query)).toMatchObject({ set: false });
    expect(filterFor(limit("size", "=", "M"), FACETS, query)).toMatchObject({ set: true });
  });
});
