import type { SearchResponse } from "../api/types";

/** One answer of a list so far and the page behind it. */
export function joined(before: SearchResponse, page: SearchResponse): SearchResponse {
  const hits = [...before.hits, ...page.hits];
  // Behind the last product that probably meets everything all are weaker, on whichever page it is.
  const strong = page.strong ? before.hits.length + page.strong : before.strong;
  return { ...before, hits, strong, next: page.next };
}
