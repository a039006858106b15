import { describe, expect, it } from "vitest";
import { MIDDLE, SMALLEST, STEP, between, isLarge, moved, readBox, resized, writeBox, type Box } from "./box";

describe("a box", () => {
  it("lies between two points, whichever comes first, and inside the picture", () => {
    const box: Box = [0.1, 0.2, 0.6, 0.9];
    expect(between({ x: 0.1, y: 0.2 }, { x: 0.6, y: 0.9 })).toEqual(box);
    expect(between({ x: 0.6, y: 0.2 }, { x: 0.1, y: 0.9 })).toEqual(box);
    expect(between({ x: -3, y: 0.5 }, { x: 0.5, y: 7 })).toEqual([0, 0.5, 0.5, 1]);
  });

  it("is none when it is a slip of the hand", () => {
    expect(isLarge(between({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.9 }))).toBe(false);
    expect(isLarge(MIDDLE)).toBe(true);
  });

  it("is moved as a whole, to the edge and no further", () => {
    expect(moved(MIDDLE, { x: STEP, y: 0 })).toEqual([0.27, 0.25, 0.77, 0.75]);
    expect(moved(MIDDLE, { x: 1, y: -1 })).toEqual([0.5, 0, 1, 0.5]);
  });

  it("is never sized to nothing, nor beyond the picture", () => {
    expect(resized(MIDDLE, { x: STEP, y: -STEP })).toEqual([0.25, 0.25, 0.77, 0.73]);
    expect(resized(MIDDLE, { x: -1, y: 1 })).toEqual([0.25, 0.25, 0.25 + SMALLEST, 1]);
  });

  it("comes back from the address as it was written", () => {
    const box = between({ x: 1 / 3, y: 0 }, { x: 2 / 3, y: 1 });
    expect(readBox(writeBox(box))).toEqual(box);
    expect(readBox(null)).toBeUndefined();
  });
});
