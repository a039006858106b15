import type { Method } from "../api/types";
import type { Query } from "./query";

/** What is missing before the search can be asked, and a method that could do without it. */
export interface Gap {
  missing: "photo" | "words";
  instead: Method | null;
}

export const chosenMethod = (methods: Method[], name: string | null): Method | null =>
  methods.find((method) => (name === null ? method.default : method.name === name)) ?? null;

/** Null when the search can be asked. With an unknown method the server decides. */
export function findGap(query: Query, draft: string, methods: Method[]): Gap | null {
  const photo = query.references.length > 0;
  const words = draft.trim() !== "";
  if (!photo && !words) return { missing: "photo", instead: null };
  const method = chosenMethod(methods, query.method);
  if (method === null) return null;
  const usable = (other: Method) => (photo || !other.needs_reference) && (words || !other.needs_modification);
  if (usable(method)) return null;
  return { missing: photo ? "words" : "photo", instead: methods.find(usable) ?? null };
}
