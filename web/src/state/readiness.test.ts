import { expect, it } from "vitest";
import type { Method } from "../api/types";
import { EMPTY_QUERY, type Query } from "./query";
import { chosenMethod, findGap } from "./readiness";

const method = (name: string, photo: boolean, words: boolean, byDefault = false): Method => ({
  name,
  summary: "",
  needs_reference: photo,
  needs_modification: words,
  takes_apart: false,
  default: byDefault,
});
const METHODS = [
  method("both", true, true, true),
  method("image_only", true, false),
  method("text_only", false, true),
];
const WITH_PHOTO: Query = { ...EMPTY_QUERY, references: [{ kind: "product", id: "p1" }] };

it("finds the chosen method, or the shop's", () => {
  expect(chosenMethod(METHODS, null)?.name).toBe("both");
  expect(chosenMethod(METHODS, "text_only")?.name).toBe("text_only");
  expect(chosenMethod(METHODS, "gone")).toBeNull();
});

it("has no gap when everything needed is there", () => {
  expect(findGap(WITH_PHOTO, "in red", METHODS)).toBeNull();
  expect(findGap({ ...WITH_PHOTO, method: "image_only" }, "", METHODS)).toBeNull();
  expect(findGap({ ...EMPTY_QUERY, method: "text_only" }, "a red dress", METHODS)).toBeNull();
});

it("names the gap and a method without it", () => {
  expect(findGap(EMPTY_QUERY, "  ", METHODS)).toEqual({ missing: "photo", instead: null });
  expect(findGap(EMPTY_QUERY, "in red", METHODS)).toEqual({ missing: "photo", instead: METHODS[2] });
  expect(findGap(WITH_PHOTO, "", METHODS)).toEqual({ missing: "words", instead: METHODS[1] });
  expect(findGap(WITH_PHOTO, "", METHODS.slice(0, 1))).toEqual({ missing: "words", instead: null });
});

it("leaves an unknown method to the server", () => {
  expect(findGap({ ...WITH_PHOTO, method: "gone" }, "", METHODS)).toBeNull();
  expect(findGap(WITH_PHOTO, "", [])).toBeNull();
});
