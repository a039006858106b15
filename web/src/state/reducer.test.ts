import { describe, expect, it } from "vitest";
import { UNREACHABLE } from "../api/errors";
import type { SearchResponse } from "../api/types";
import { editOf } from "../testing/edits";
import { EMPTY_QUERY, type Query } from "./query";
import { reduce, startState, type Action, type State } from "./reducer";

const run = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
const start = (change: Partial<Query> = {}) => startState({ ...EMPTY_QUERY, ...change });
const RESULTS: SearchResponse = {
  request_id: "r",
  method: "sum",
  modification: "in red",
  understood: editOf({}),
  took_ms: 1,
  total: 0,
  hits: [],
  notes: [],
};

describe("asking", () => {
  it("takes the typed sentence into the query, trimmed", () => {
    const state = run(start(), { type: "typed", text: "  in red " }, { type: "asked" });
    expect(state.query).toMatchObject({ text: "in red", asked: true });
    expect(state.history).toBe("push");
  });

  it("can switch the method at once", () => {
    expect(run(start(), { type: "asked", method: "text_only" }).query.method).toBe("text_only");
  });
});

describe("the reference", () => {
  it("keeps what is typed when picked from the shelf", () => {
    const state = run(
      start(),
      { type: "typed", text: "in red" },
      { type: "referencePicked", reference: { kind: "product", id: "p1" } },
    );
    expect(state.draft).toBe("in red");
    expect(state.query).toMatchObject({ reference: { kind: "product", id: "p1" }, asked: false });
  });

  it("starts a fresh sentence when a result is used, and keeps the filters", () => {
    const asked = start({ text: "in red", asked: true, values: { colour: ["red"] } });
    const state = run(asked, { type: "resultUsed", id: "p2" });
    expect(state.draft).toBe("");
    expect(state.query).toMatchObject({ text: "", asked: false, values: { colour: ["red"] } });
  });
});

describe("going back", () => {
  it("restores the sentence of results", () => {
    const state = run(start(), { type: "navigated", query: { ...EMPTY_QUERY, text: "in red", asked: true } });
    expect(state.draft).toBe("in red");
    expect(state.history).toBe("replace");
  });

  it("loses nothing typed elsewhere", () => {
    const state = run(start(), { type: "typed", text: "in re" }, { type: "navigated", query: EMPTY_QUERY });
    expect(state.draft).toBe("in re");
  });
});

describe("filters", () => {
  it("toggle on and off without a trace", () => {
    const on = run(start({ shelf: 24 }), { type: "valueToggled", name: "colour", value: "red" });
    expect(on.query).toMatchObject({ values: { colour: ["red"] }, shelf: 0 });
    expect(run(on, { type: "valueToggled", name: "colour", value: "red" }).query).toEqual(EMPTY_QUERY);
  });

  it("drop an open range", () => {
    const set = run(start(), { type: "rangeSet", name: "price", range: { min: 3 } });
    expect(set.query.ranges).toEqual({ price: { min: 3 } });
    expect(run(set, { type: "rangeSet", name: "price", range: {} }).query.ranges).toEqual({});
    expect(run(set, { type: "filtersCleared" }).query).toEqual(EMPTY_QUERY);
  });
});

describe("a search", () => {
  it("keeps the old results while loading, and forgets the old failure", () => {
    const done = run(
      start(),
      { type: "searchStarted", key: "a" },
      { type: "searchDone", key: "a", results: RESULTS },
    );
    const next = run(done, { type: "searchStarted", key: "b" });
    expect(next.search).toEqual({ status: "loading", key: "b", results: RESULTS, failure: null });
    const failed = run(next, { type: "searchFailed", key: "b", failure: UNREACHABLE });
    expect(failed.search).toMatchObject({ status: "failed", failure: UNREACHABLE });
  });

  it("ignores answers that come too late", () => {
    const state = run(start(), { type: "searchStarted", key: "b" });
    expect(run(state, { type: "searchDone", key: "a", results: RESULTS })).toBe(state);
    expect(run(state, { type: "searchFailed", key: "a", failure: UNREACHABLE })).toBe(state);
  });

  it("never touches what is typed", () => {
    const state = run(
      start(),
      { type: "typed", text: "in red" },
      { type: "searchStarted", key: "a" },
      { type: "searchFailed", key: "a", failure: UNREACHABLE },
    );
    expect(state.draft).toBe("in red");
  });
});

it("changing the language makes no history", () => {
  const state = run(start(), { type: "languageSet", language: "zh" });
  expect(state.query.language).toBe("zh");
  expect(state.history).toBe("replace");
});
