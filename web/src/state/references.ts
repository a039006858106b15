/** What the visitor points at, and how it is written into the address. */
import { readBox, writeBox, type Box } from "./box";

/** What is meant of it: all, unless a role or a part of the picture is named. */
export interface Meant {
  role?: string;
  box?: Box;
}

/** A product of the catalogue, or the visitor's own photo, known only by a mark (the bytes stay in memory). */
export type Reference = ({ kind: "product"; id: string } | { kind: "own"; mark: string }) & Meant;

/** The server's limits. */
export const MOST_REFERENCES = 5;
export const LONGEST_ROLE = 40;

const ROLE = "role.";
const BOX = "box.";

/** `ref` and `own` in order; `role.N` and `box.N` belong to the N-th of them, from 1. */
export function readReferences(params: URLSearchParams): Reference[] {
  const found: Reference[] = [];
  for (const [key, value] of params) {
    if (value === "" || found.length === MOST_REFERENCES) continue;
    if (key === "ref") found.push({ kind: "product", id: value });
    if (key === "own") found.push({ kind: "own", mark: value });
  }
  return found.map((reference, place) =>
    pointed(reference, {
      role: params.get(ROLE + (place + 1))?.slice(0, LONGEST_ROLE),
      box: readBox(params.get(BOX + (place + 1))),
    }),
  );
}

export function writeReferences(references: Reference[], params: URLSearchParams): void {
  for (const reference of references)
    if (reference.kind === "product") params.append("ref", reference.id);
    else params.append("own", reference.mark);
  references.forEach(({ role, box }, place) => {
    if (role !== undefined) params.set(ROLE + (place + 1), role);
    if (box !== undefined) params.set(BOX + (place + 1), writeBox(box));
  });
}

/** A reference with what is meant of it changed; what is empty is left out. */
export function pointed(
  reference: Reference,
  change: { role?: string | undefined; box?: Box | undefined },
): Reference {
  const { role, box, ...which } = { ...reference, ...change };
  return { ...which, ...(role && { role }), ...(box && { box }) };
}
