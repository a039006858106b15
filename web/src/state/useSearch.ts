import { useCallback, useEffect, useRef, useState, type Dispatch } from "react";
import { search } from "../api/client";
import { asFailure } from "../api/errors";
import type { PointedAt, SearchRequest, SearchResponse } from "../api/types";
import { filterSpec, searchKey, type Query } from "./query";
import type { Action } from "./reducer";
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
  return request;
}

/** Runs the search the address asks for; back and forward are answered from memory. Returns "try again". */
export function useSearch(query: Query, dispatch: Dispatch<Action>): () => void {
  const remembered = useRef(new Map<string, SearchResponse>());
  const [attempt, setAttempt] = useState(0);
  const key = query.asked ? searchKey(query) : null;

  useEffect(() => {
    if (key === null) return;
    const request = requestFor(query);
    if (request === null) return;
    dispatch({ type: "searchStarted", key });
    const known = remembered.current.get(key);
    if (known) {
      dispatch({ type: "searchDone", key, results: known });
      return;
    }
    const abort = new AbortController();
    search(request, abort.signal).then(
      (results) => {
        if (abort.signal.aborted) return;
        const memory = remembered.current.set(key, results);
        const oldest = memory.keys().next().value;
        if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
        dispatch({ type: "searchDone", key, results });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) dispatch({ type: "searchFailed", key, failure: asFailure(error) });
      },
    );
    return () => abort.abort();
    // `key` says everything about the query that matters here
  }, [key, attempt, dispatch]);

  return useCallback(() => setAttempt((count) => count + 1), []);
}
