/** The visitor's own photos: held in memory for as long as the page is open, never in the address. */

import type { Reference } from "./references";

export interface Upload {
  mark: string;
  file: File;
  url: string;
}

const held = new Map<string, Upload>();

export function holdUpload(file: File): Upload {
  const mark = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  const upload = { mark, file, url: URL.createObjectURL(file) };
  held.set(mark, upload);
  return upload;
}

export const findUpload = (mark: string): Upload | null => held.get(mark) ?? null;

/** The address speaks of a photo that is not in memory. */
export const isLost = (reference: Reference): boolean =>
  reference.kind === "own" && !held.has(reference.mark);

/** The first picture among dropped, pasted or chosen files. */
export function firstPicture(files: Iterable<File> | null | undefined): File | null {
  for (const file of files ?? []) if (file.type.startsWith("image/")) return file;
  return null;
}
