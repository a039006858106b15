import { describe, expect, it } from "vitest";
import { UNREACHABLE } from "../api/errors";
import type { SearchResponse } from "../api/types";
import { editOf } from "../testing/edits";
import { hitOf, responseOf } from "../testing/results";
import { EMPTY_QUERY, type Query } from "./query";
import { isAdding, reduce, startState, type Action, type State } from "./reducer";

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
  strong: null,
  notes: [],
  next: null,
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
    expect(state.query).toMatchObject({ references: [{ kind: "product", id: "p1" }], asked: false });
  });

  it("starts a fresh sentence when a result is used, and keeps the filters", () => {
    const asked = start({ text: "in red", asked: true, values: { colour: ["red"] } });
    const state = run(asked, { type: "resultUsed", id: "p2" });
    expect(state.draft).toBe("");
    expect(state.query).toMatchObject({ text: "", asked: false, values: { colour: ["red"] } });
  });
});

const product = (id: string) => ({ kind: "product" as const, id });
const picked = (id: string): Action => ({ type: "referencePicked", reference: product(id) });

describe("several references", () => {
  it("take their places one after the other, and the shown one is replaced", () => {
    const two = run(start(), picked("p1"), { type: "referenceWanted" }, picked("p2"));
    expect(two.query.references).toEqual([product("p1"), product("p2")]);
    expect(isAdding(two)).toBe(false);
    const first = run(two, { type: "referenceShown", place: 0 }, picked("p3"));
    expect(first.query.references).toEqual([product("p3"), product("p2")]);
  });

  it("leave the results to look for another", () => {
    const asked = start({ references: [product("p1")], text: "in red", asked: true });
    const state = run(asked, { type: "referenceWanted" });
    expect(isAdding(state)).toBe(true);
    expect(state.query.asked).toBe(false);
    expect(state.draft).toBe("in red");
  });

  it("close up when one is removed, and one is left in sight", () => {
    const two = start({ references: [product("p1"), product("p2")] });
    const left = run(two, { type: "referenceShown", place: 1 }, { type: "referenceCleared" });
    expect(left.query.references).toEqual([product("p1")]);
    expect(left.place).toBe(0);
    expect(run(left, { type: "referenceCleared" })).toMatchObject({ place: 0, query: { references: [] } });
  });

  it("keep a place in sight when the visitor goes back to fewer", () => {
    const state = { ...start({ references: [product("p1"), product("p2")] }), place: 1 };
    const back = run(state, { type: "navigated", query: { ...EMPTY_QUERY, references: [product("p1")] } });
    expect(back.place).toBe(0);
  });
});

describe("what is meant of a reference", () => {
  const pointed: Action = { type: "referencePointed", change: { role: "collar" } };

  it("is changed in place, and what is empty goes", () => {
    const both = run(start(), picked("p1"), pointed, {
      type: "referencePointed",
      change: { box: [0, 0, 1, 0.5] },
    });
    expect(both.query.references).toEqual([{ ...product("p1"), role: "collar", box: [0, 0, 1, 0.5] }]);
    expect(both.history).toBe("replace");
    const neither = run(both, { type: "referencePointed", change: { role: "", box: undefined } });
    expect(neither.query.references).toEqual([product("p1")]);
  });

  it("makes one step of history from results on", () => {
    const asked = start({ references: [product("p1")], text: "in red", asked: true });
    const once = run(asked, pointed);
    expect(once).toMatchObject({ history: "push", query: { asked: false } });
    expect(run(once, pointed).history).toBe("replace");
  });

  it("is nobody's where there is none", () => {
    const state = start();
    expect(run(state, pointed)).toBe(state);
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
    expect(next.search).toMatchObject({ status: "loading", key: "b", results: RESULTS, failure: null });
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

describe("more", () => {
  const first = responseOf([hitOf(1), hitOf(2)], { next: "c" });
  const done = run(
    start({ asked: true }),
    { type: "searchStarted", key: "k" },
    { type: "searchDone", key: "k", results: first },
  );

  it("appends the next page and tells how much came", () => {
    const loading = run(done, { type: "moreStarted", key: "k" });
    expect(loading.search.more).toBe("loading");
    expect(loading.search.results).toBe(first);
    const state = run(loading, { type: "moreDone", key: "k", page: responseOf([hitOf(3)]) });
    expect(state.search).toMatchObject({ status: "done", more: "idle", added: 1 });
    expect(state.search.results?.hits.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(state.search.results?.next).toBeNull();
  });

  it("keeps the results when the page does not come", () => {
    const state = run(
      done,
      { type: "moreStarted", key: "k" },
      { type: "moreFailed", key: "k", failure: UNREACHABLE },
    );
    expect(state.search).toMatchObject({ status: "done", results: first, more: UNREACHABLE });
  });

  it("drops the page of a search that was left", () => {
    const left = run(done, { type: "searchStarted", key: "other" });
    const page = responseOf([hitOf(3)]);
    expect(run(left, { type: "moreDone", key: "k", page })).toBe(left);
    expect(run(left, { type: "moreDone", key: "other", page })).toBe(left);
  });
});

it("starts anew in another catalogue, and keeps what was typed", () => {
  const before = start({ references: [{ kind: "product", id: "p" }], method: "sum", language: "zh" });
  const state = run(before, { type: "typed", text: "in red" }, { type: "catalogueSet", catalogue: "home" });
  expect(state.query).toEqual({ ...EMPTY_QUERY, language: "zh", catalogue: "home" });
  expect(state.draft).toBe("in red");
  expect(state.history).toBe("push");
});

it("shows no results of another catalogue on the way back", () => {
  const there = run(
    start({ asked: true, catalogue: "home" }),
    { type: "searchStarted", key: "k" },
    { type: "searchDone", key: "k", results: RESULTS },
  );
  const near = run(there, { type: "navigated", query: { ...EMPTY_QUERY, catalogue: "home" } });
  expect(near.search.results).toBe(RESULTS);
  expect(run(there, { type: "navigated", query: EMPTY_QUERY }).search.results).toBeNull();
});
