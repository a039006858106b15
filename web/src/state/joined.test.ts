import { expect, it } from "vitest";
import { hitOf, responseOf } from "../testing/results";
import { joined } from "./joined";

it("goes on with the next page, and knows how the list goes on", () => {
  const page = joined(
    responseOf([hitOf(1), hitOf(2)], { next: "a" }),
    responseOf([hitOf(3)], { next: "b", took_ms: 9 }),
  );
  expect(page.hits.map(({ rank }) => rank)).toEqual([1, 2, 3]);
  expect(page.next).toBe("b");
});

it.each([
  [2, 1, 3],
  [1, 0, 1],
  [0, 0, 0],
  [1, 1, 3],
  [null, null, null],
])("counts what comes before the weaker matches: %s and %s", (first, second, both) => {
  const before = responseOf([hitOf(1), hitOf(2)], { strong: first });
  expect(joined(before, responseOf([hitOf(3)], { strong: second })).strong).toBe(both);
});
