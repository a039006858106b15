/** A part of a picture: left, top, right, bottom as shares of its width and height, 0 to 1. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

export interface Point {
  x: number;
  y: number;
}

/** What one press of a key moves. */
export const STEP = 0.02;
/** The smallest part that is meant and no slip of the hand; also where shrinking by keys ends. */
export const SMALLEST = 0.04;
/** Where marking starts from without a drag. */
export const MIDDLE: Box = [0.25, 0.25, 0.75, 0.75];

const inside = (share: number) => Math.min(1, Math.max(0, share));
const rounded = (share: number) => Math.round(share * 1000) / 1000;
const round = (box: Box): Box => [rounded(box[0]), rounded(box[1]), rounded(box[2]), rounded(box[3])];

export const between = (one: Point, other: Point): Box =>
  round([
    inside(Math.min(one.x, other.x)),
    inside(Math.min(one.y, other.y)),
    inside(Math.max(one.x, other.x)),
    inside(Math.max(one.y, other.y)),
  ]);

export const isLarge = ([left, top, right, bottom]: Box): boolean =>
  right - left >= SMALLEST && bottom - top >= SMALLEST;

/** The box moved as a whole, as far as the picture goes. */
export function moved([left, top, right, bottom]: Box, by: Point): Box {
  const x = Math.min(1 - right, Math.max(-left, by.x));
  const y = Math.min(1 - bottom, Math.max(-top, by.y));
  return round([left + x, top + y, right + x, bottom + y]);
}

/** The box with its right and bottom side moved. */
export const resized = ([left, top, right, bottom]: Box, by: Point): Box =>
  round([
    Math.min(left, 1 - SMALLEST),
    Math.min(top, 1 - SMALLEST),
    inside(Math.max(left + SMALLEST, right + by.x)),
    inside(Math.max(top + SMALLEST, bottom + by.y)),
  ]);

/** Nothing for a box that the server would refuse. */
export function readBox(raw: string | null): Box | undefined {
  const [left, top, right, bottom, ...more] = (raw ?? "").split(",").map((side) => Number(side || "x"));
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return;
  const box: Box = [left, top, right, bottom];
  const inPicture = box.every((side) => side >= 0 && side <= 1);
  return inPicture && more.length === 0 && left < right && top < bottom ? box : undefined;
}

export const writeBox = (box: Box): string => box.join(",");
