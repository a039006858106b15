import type { Failure } from "../api/errors";
import type { Range, SearchResponse } from "../api/types";
import { joined } from "./joined";
import { EMPTY_QUERY, isOpen, type Language, type Query } from "./query";
import { pointed, type Meant, type Reference } from "./references";

export interface SearchState {
  status: "idle" | "loading" | "done" | "failed";
  /** The query this status belongs to. */
  key: string | null;
  /** The last results that arrived, kept on screen (dimmed) while the next ones load. */
  results: SearchResponse | null;
  failure: Failure | null;
  /** Whether the next page of the results is on its way, or why it did not come. */
  more: "idle" | "loading" | Failure;
  /** How many products the last page brought to those that were there. */
  added: number;
}

const NO_MORE = { more: "idle", added: 0 } as const;
const NOTHING: SearchState = { status: "idle", key: null, results: null, failure: null, ...NO_MORE };

export interface State {
  query: Query;
  /** The sentence as typed; it becomes `query.text` when asked. */
  draft: string;
  /** Which reference is in the well; one behind the last is an empty well for another. */
  place: number;
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
  | { type: "referenceShown"; place: number }
  | { type: "referenceWanted" }
  | { type: "referencePointed"; change: { [part in keyof Meant]: Meant[part] | undefined } }
  | { type: "referencesKept"; references: Reference[] }
  | { type: "valueToggled"; name: string; value: string }
  | { type: "rangeSet"; name: string; range: Range }
  | { type: "filtersCleared" }
  | { type: "methodSet"; method: string | null }
  | { type: "countSet"; count: number }
  | { type: "oneOfEachSet"; attribute: string | null }
  | { type: "catalogueSet"; catalogue: string | null }
  | { type: "shelfMoved"; offset: number }
  | { type: "languageSet"; language: Language }
  | { type: "searchStarted"; key: string }
  | { type: "searchDone"; key: string; results: SearchResponse }
  | { type: "searchFailed"; key: string; failure: Failure }
  | { type: "moreStarted"; key: string }
  | { type: "moreDone"; key: string; page: SearchResponse }
  | { type: "moreFailed"; key: string; failure: Failure };

export const startState = (query: Query): State => ({
  query,
  draft: query.text,
  place: 0,
  history: "replace",
  search: NOTHING,
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

/** Another reference is looked for, beside those that are there. */
export const isAdding = ({ query, place }: State): boolean =>
  query.references.length > 0 && place === query.references.length;

const replaced = (references: Reference[], place: number, reference: Reference): Reference[] => [
  ...references.slice(0, place),
  reference,
  ...references.slice(place + 1),
];

export function reduce(state: State, action: Action): State {
  const { query, search, place } = state;
  const move = (change: Partial<Query>, history: State["history"] = "push"): State => ({
    ...state,
    history,
    query: { ...query, ...change },
  });
  /** Other references are another question: what was said is kept to be asked again. */
  const point = (references: Reference[], shown: number): State => ({
    ...move({ references, asked: false, text: "" }),
    place: shown,
  });
  switch (action.type) {
    case "navigated":
      // A place without results has no sentence of its own, so what was typed there stays.
      return {
        ...state,
        history: "replace",
        query: action.query,
        // The results of another catalogue are nothing to go on from.
        search: action.query.catalogue === query.catalogue ? search : NOTHING,
        place: Math.max(0, Math.min(state.place, action.query.references.length - 1)),
        draft: action.query.asked ? action.query.text : state.draft,
      };
    case "typed":
      return { ...state, draft: action.text };
    case "asked":
      return move({ asked: true, text: state.draft.trim(), method: action.method ?? query.method });
    case "referencePicked":
      return point(replaced(query.references, place, action.reference), place);
    case "resultUsed":
      return { ...point([{ kind: "product", id: action.id }], 0), draft: "" };
    case "referenceCleared": {
      const left = query.references.filter((_, at) => at !== place);
      return point(left, Math.max(0, Math.min(place, left.length - 1)));
    }
    case "referenceShown":
      return { ...state, place: action.place };
    case "referenceWanted":
      return point(query.references, query.references.length);
    case "referencePointed": {
      const held = query.references[place];
      if (held === undefined) return state;
      // Every stroke of a key is a change; going back should not take them one by one.
      const history = query.asked ? "push" : "replace";
      return { ...point(replaced(query.references, place, pointed(held, action.change)), place), history };
    }
    case "referencesKept":
      return point(action.references, 0);
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
    case "oneOfEachSet":
      return move({ oneOfEach: action.attribute });
    case "catalogueSet": {
      // Products, filters and methods are another catalogue's; what was typed is not.
      const { language } = query;
      const fresh = { ...EMPTY_QUERY, language, catalogue: action.catalogue };
      return { ...startState(fresh), draft: state.draft, history: "push" };
    }
    case "shelfMoved":
      return move({ shelf: action.offset });
    case "languageSet":
      return move({ language: action.language }, "replace");
    case "searchStarted":
      return {
        ...state,
        search: { ...search, status: "loading", key: action.key, failure: null, ...NO_MORE },
      };
    case "searchDone":
      if (search.key !== action.key) return state;
      return {
        ...state,
        search: { status: "done", key: action.key, results: action.results, failure: null, ...NO_MORE },
      };
    case "searchFailed":
      if (search.key !== action.key) return state;
      return { ...state, search: { ...search, status: "failed", failure: action.failure } };
    case "moreStarted":
      if (search.key !== action.key) return state;
      return { ...state, search: { ...search, more: "loading", added: 0 } };
    case "moreDone": {
      const { results } = search;
      if (search.key !== action.key || search.status !== "done" || results === null) return state;
      const added = action.page.hits.length;
      return { ...state, search: { ...search, results: joined(results, action.page), more: "idle", added } };
    }
    case "moreFailed":
      if (search.key !== action.key) return state;
      return { ...state, search: { ...search, more: action.failure } };
  }
}
