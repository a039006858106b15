import type { Failure } from "../api/errors";
import type { Range, SearchResponse } from "../api/types";
import { isOpen, type Language, type Query, type Reference } from "./query";

export interface SearchState {
  status: "idle" | "loading" | "done" | "failed";
  /** The query this status belongs to. */
  key: string | null;
  /** The last results that arrived, kept on screen (dimmed) while the next ones load. */
  results: SearchResponse | null;
  failure: Failure | null;
}

export interface State {
  query: Query;
  /** The sentence as typed; it becomes `query.text` when asked. */
  draft: string;
  /** Whether the last change of `query` makes a new entry in the browser's history. */
  history: "push" | "replace";
  search: SearchState;
}

export type Action =
  | { type: "navigated"; query: Query }
  | { type: "typed"; text: string }
  | { type: "asked"; method?: string }
  | { type: "referencePicked"; reference: Reference }
  | { type: "resultUsed"; id: string }
  | { type: "referenceCleared" }
  | { type: "valueToggled"; name: string; value: string }
  | { type: "rangeSet"; name: string; range: Range }
  | { type: "filtersCleared" }
  | { type: "methodSet"; method: string | null }
  | { type: "countSet"; count: number }
  | { type: "shelfMoved"; offset: number }
  | { type: "languageSet"; language: Language }
  | { type: "searchStarted"; key: string }
  | { type: "searchDone"; key: string; results: SearchResponse }
  | { type: "searchFailed"; key: string; failure: Failure };

export const startState = (query: Query): State => ({
  query,
  draft: query.text,
  history: "replace",
  search: { status: "idle", key: null, results: null, failure: null },
});

function toggled(values: Query["values"], name: string, value: string): Query["values"] {
  const held = values[name] ?? [];
  const next = held.includes(value) ? held.filter((other) => other !== value) : [...held, value].sort();
  const { [name]: _, ...rest } = values;
  return next.length > 0 ? { ...rest, [name]: next } : rest;
}

function bounded(ranges: Query["ranges"], name: string, range: Range): Query["ranges"] {
  const { [name]: _, ...rest } = ranges;
  return isOpen(range) ? rest : { ...rest, [name]: range };
}

export function reduce(state: State, action: Action): State {
  const { query, search } = state;
  const move = (change: Partial<Query>, history: State["history"] = "push"): State => ({
    ...state,
    history,
    query: { ...query, ...change },
  });
  switch (action.type) {
    case "navigated":
      // A place without results has no sentence of its own, so what was typed there stays.
      return {
        ...state,
        history: "replace",
        query: action.query,
        draft: action.query.asked ? action.query.text : state.draft,
      };
    case "typed":
      return { ...state, draft: action.text };
    case "asked":
      return move({ asked: true, text: state.draft.trim(), method: action.method ?? query.method });
    case "referencePicked":
      return move({ reference: action.reference, asked: false, text: "" });
    case "resultUsed":
      return {
        ...move({ reference: { kind: "product", id: action.id }, asked: false, text: "" }),
        draft: "",
      };
    case "referenceCleared":
      return move({ reference: null, asked: false, text: "" });
    case "valueToggled":
      return move({ values: toggled(query.values, action.name, action.value), shelf: 0 });
    case "rangeSet":
      return move({ ranges: bounded(query.ranges, action.name, action.range), shelf: 0 });
    case "filtersCleared":
      return move({ values: {}, ranges: {}, shelf: 0 });
    case "methodSet":
      return move({ method: action.method });
    case "countSet":
      return move({ count: action.count });
    case "shelfMoved":
      return move({ shelf: action.offset });
    case "languageSet":
      return move({ language: action.language }, "replace");
    case "searchStarted":
      return { ...state, search: { ...search, status: "loading", key: action.key, failure: null } };
    case "searchDone":
      if (search.key !== action.key) return state;
      return {
        ...state,
        search: { status: "done", key: action.key, results: action.results, failure: null },
      };
    case "searchFailed":
      if (search.key !== action.key) return state;
      return { ...state, search: { ...search, status: "failed", failure: action.failure } };
  }
}
