import type { Edit } from "../api/types";

const NOTHING: Edit = {
  want: [],
  keep: [],
  avoid: [],
  comparatives: [],
  constraints: [],
  target: "",
  unread: [],
  language: "en",
  reader: "rules",
};

/** An edit with these parts and nothing else. */
export const editOf = (parts: Partial<Edit>): Edit => ({ ...NOTHING, ...parts });
