import { describe, expect, it } from "vitest";
import { EMPTY_QUERY, filterCount, filterSpec, readQuery, searchKey, writeQuery, type Query } from "./query";

const FULL: Query = {
  references: [
    { kind: "product", id: "p 1/é&x", role: "collar & lapel", box: [0, 0.125, 1, 0.5] },
    { kind: "own", mark: "0a1b2c3d" },
    { kind: "product", id: "p2", role: "袖子" },
  ],
  text: "in navy & 不要纽扣, 100% + more",
  asked: true,
  values: { colour: ["navy", "red"], "neck=line": ["v"] },
  ranges: { price: { min: 10, max: 50.5 }, weight: { max: -1 } },
  method: "sum",
  oneOfEach: "model",
  count: 24,
  shelf: 48,
  catalogue: "home & more",
  language: "zh",
};

describe("the address", () => {
  it("is empty for an empty query", () => {
    expect(writeQuery(EMPTY_QUERY)).toBe("");
    expect(readQuery("")).toEqual(EMPTY_QUERY);
  });

  it("gives back what was written", () => {
    expect(readQuery(writeQuery(FULL))).toEqual(FULL);
    const own: Query = { ...FULL, references: [{ kind: "own", mark: "0a1b2c3d" }] };
    expect(readQuery(writeQuery(own))).toEqual(own);
  });

  it("does not depend on the order of filters", () => {
    const turned: Query = {
      ...FULL,
      values: { "neck=line": ["v"], colour: ["red", "navy"] },
      ranges: { weight: { max: -1 }, price: { max: 50.5, min: 10 } },
    };
    expect(writeQuery(turned)).toBe(writeQuery(FULL));
  });

  it.each([
    ["k", "?k=0", { count: 1 }],
    ["k", "?k=5000", { count: 100 }],
    ["k", "?k=many", {}],
    ["from", "?from=-3", {}],
    ["lang", "?lang=fr", {}],
    ["show", "?show=everything", {}],
    ["a range", "?in.price=cheap", {}],
    ["an open range", "?in.price=..", {}],
    ["a nameless filter", "?is.=red", {}],
    ["strangers", "?utm_source=x", {}],
    ["role", "?role.1=collar&ref=", {}],
    ["box", "?ref=p&box.1=0,0,2,1", { references: [{ kind: "product", id: "p" }] }],
    ["box", "?ref=p&box.1=0,,1,1", { references: [{ kind: "product", id: "p" }] }],
    ["box", "?ref=p&box.1=0.5,0,0.5,1", { references: [{ kind: "product", id: "p" }] }],
    ["box", "?ref=p&box.1=0,0,1,1,1", { references: [{ kind: "product", id: "p" }] }],
  ])("survives a bad %s: %s", (_, search, change) => {
    expect(readQuery(search)).toEqual({ ...EMPTY_QUERY, ...change });
  });
});

describe("references in the address", () => {
  it("are at most five, with roles of bounded length", () => {
    const query = readQuery(`?${"ref=p&".repeat(7)}role.5=${"x".repeat(99)}&role.6=y`);
    expect(query.references).toHaveLength(5);
    expect(query.references[4]?.role).toHaveLength(40);
  });
});

describe("the search key", () => {
  it("ignores the language and the shelf, and nothing else", () => {
    expect(searchKey({ ...FULL, language: "en", shelf: 0 })).toBe(searchKey(FULL));
    for (const change of [
      { text: "x" },
      { method: null },
      { count: 12 },
      { values: {} },
      { references: [] },
      { references: FULL.references.slice(0, 2) },
      { references: FULL.references.map((one) => ({ ...one, role: "colour" })) },
    ])
      expect(searchKey({ ...FULL, ...change })).not.toBe(searchKey(FULL));
  });
});

describe("filters", () => {
  it("are sent as one object and counted one by one", () => {
    expect(filterSpec(FULL)).toEqual({ ...FULL.values, ...FULL.ranges });
    expect(filterCount(FULL)).toBe(5);
  });
});
