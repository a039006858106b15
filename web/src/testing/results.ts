import type { Hit, SearchResponse } from "../api/types";
import { editOf } from "./edits";

export const hitOf = (rank: number, change: Partial<Hit> = {}): Hit => ({
  rank,
  score: 1,
  product: {
    id: `p${rank}`,
    title: "<b>Dress</b>",
    price: null,
    attributes: { colour: "red" },
    image_url: "/i",
  },
  why: {},
  meets: [],
  ...change,
});

export const responseOf = (hits: Hit[], change: Partial<SearchResponse> = {}): SearchResponse => ({
  request_id: "r",
  method: "sum",
  modification: "",
  understood: editOf({}),
  took_ms: 1,
  total: 9,
  hits,
  strong: null,
  notes: [],
  next: null,
  ...change,
});
