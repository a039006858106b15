import { useCallback, useEffect, useRef, useState, type Dispatch } from "react";
import { search } from "../api/client";
import { asFailure } from "../api/errors";
import type { PointedAt, SearchRequest, SearchResponse } from "../api/types";
import { joined } from "./joined";
import { filterSpec, searchKey, type Query } from "./query";
import type { Action, SearchState } from "./reducer";
import { findUpload } from "./uploads";

const REMEMBERED = 20;

/** The request for a query, or null when a photo of the visitor's is not in memory any more. */
function requestFor(query: Query): SearchRequest | null {
  const references: PointedAt[] = [];
  for (const reference of query.references) {
    const { role, box } = reference;
    const what = reference.kind === "product" ? reference.id : findUpload(reference.mark)?.file;
    if (what === undefined) return null;
    references.push({ what, ...(role && { role: role.trim() }), ...(box && { box }) });
  }
  const request: SearchRequest = {
    references,
    modification: query.text,
    filters: filterSpec(query),
    count: query.count,
  };
  if (query.method !== null) request.method = query.method;
  if (query.catalogue !== null) request.catalogue = query.catalogue;
  if (query.oneOfEach !== null) request.oneOfEach = query.oneOfEach;
  return request;
}

export interface Searching {
  /** Try again. */
  retry: () => void;
  /** Bring the next page of the results. */
  more: () => void;
}

/** Runs the search the address asks for; back and forward are answered from memory. */
export function useSearch(query: Query, found: SearchState, dispatch: Dispatch<Action>): Searching {
  const remembered = useRef(new Map<string, SearchResponse>());
  const turning = useRef<AbortController | null>(null);
  const [attempt, setAttempt] = useState(0);
  const key = query.asked ? searchKey(query) : null;

  const remember = (of: string, results: SearchResponse) => {
    const memory = remembered.current.set(of, results);
    const oldest = memory.keys().next().value;
    if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
  };

  useEffect(() => {
    if (key === null) return;
    const request = requestFor(query);
    if (request === null) return;
    dispatch({ type: "searchStarted", key });
    const known = remembered.current.get(key);
    if (known) {
      dispatch({ type: "searchDone", key, results: known });
      return () => turning.current?.abort();
    }
    const abort = new AbortController();
    search(request, abort.signal).then(
      (results) => {
        if (abort.signal.aborted) return;
        remember(key, results);
        dispatch({ type: "searchDone", key, results });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) dispatch({ type: "searchFailed", key, failure: asFailure(error) });
      },
    );
    return () => {
      abort.abort();
      turning.current?.abort();
    };
    // `key` says everything about the query that matters here
  }, [key, attempt, dispatch]);

  const more = () => {
    const { results } = found;
    const request = requestFor(query);
    if (key === null || found.key !== key || found.more === "loading") return;
    if (request === null || results === null || results.next === null) return;
    const abort = (turning.current = new AbortController());
    dispatch({ type: "moreStarted", key });
    search({ ...request, after: results.next }, abort.signal).then(
      (page) => {
        if (abort.signal.aborted) return;
        remember(key, joined(results, page));
        dispatch({ type: "moreDone", key, page });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) dispatch({ type: "moreFailed", key, failure: asFailure(error) });
      },
    );
  };
  const retry = useCallback(() => {
    if (key !== null) remembered.current.delete(key);
    setAttempt((count) => count + 1);
  }, [key]);
  return { retry, more };
}
