import { useEffect, type Dispatch } from "react";
import { readQuery, writeQuery } from "./query";
import type { Action, State } from "./reducer";

/** Keeps the address bar and the query equal, both ways. */
export function useUrlSync({ query, history }: State, dispatch: Dispatch<Action>): void {
  useEffect(() => {
    const search = writeQuery(query);
    if (search === window.location.search) return;
    const address = window.location.pathname + search;
    if (history === "push") window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }, [query, history]);

  useEffect(() => {
    const follow = () => dispatch({ type: "navigated", query: readQuery(window.location.search) });
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, [dispatch]);
}
