/** The server's contract, typed by hand. Names follow the REST words. */

export interface Product {
  id: string;
  title: string;
  price: number | null;
  attributes: Record<string, string | number>;
  image_url: string;
}

export interface ProductPage {
  products: Product[];
  total: number;
}

export interface Method {
  name: string;
  summary: string;
  needs_reference: boolean;
  needs_modification: boolean;
  /** Takes the sentence apart into what is wanted, kept and avoided; the others read it as a whole. */
  takes_apart: boolean;
  default: boolean;
}

export interface TextFacet {
  name: string;
  kind: "text";
  values: { value: string; count: number }[];
}

export interface NumberFacet {
  name: string;
  kind: "number";
  min: number | null;
  max: number | null;
}

export type Facet = TextFacet | NumberFacet;

/** Signed contributions that sum to the hit's score; either may be missing. */
export interface Why {
  image?: number;
  text?: number;
}

/** How probably a product meets one part of the question; of what is avoided, that it is not there. */
export interface Meeting {
  wish: "want" | "keep" | "avoid";
  text: string;
  chance: number;
}

export interface Hit {
  rank: number;
  score: number;
  product: Product;
  why: Why;
  /** Empty for methods that do not take the sentence apart. */
  meets: Meeting[];
}

export type Kind =
  | "type"
  | "colour"
  | "pattern"
  | "sleeve"
  | "neckline"
  | "length"
  | "fit"
  | "material"
  | "detail"
  | "style"
  | "audience"
  | "occasion"
  | "season"
  | "brand"
  | "size"
  | "price"
  | "other";

/** `text` is English, and empty only for what is kept as it is; `said` are the visitor's own words. */
export interface Phrase {
  kind: Kind;
  text: string;
  said: string;
}

export interface Comparative extends Phrase {
  quality: string;
  way: "more" | "less";
}

/** What a filter can decide. It is told, not applied. */
export interface Constraint {
  field: string;
  operator: "=" | "<=" | ">=";
  value: number | string;
  unit: string;
  said: string;
}

/** What a sentence asks for. */
export interface Edit {
  want: Phrase[];
  keep: Phrase[];
  avoid: Phrase[];
  comparatives: Comparative[];
  constraints: Constraint[];
  target: string;
  unread: string[];
  language: "en" | "zh" | "mixed";
  /** Who understood it: "rules", "llm:MODEL", or "llm:MODEL -> rules". */
  reader: string;
}

export interface SearchResponse {
  request_id: string;
  method: string;
  modification: string;
  understood: Edit;
  took_ms: number;
  total: number;
  hits: Hit[];
  /** How many hits come before the weaker matches; null where there are no parts to judge by. */
  strong: number | null;
  notes: string[];
  /** Sent as `after`, with the rest as it was, for the products behind these; null at the end. */
  next: string | null;
}

/** One of the server's catalogues. */
export interface Catalogue {
  name: string;
  products: number;
  encoder: string;
  /** Attribute by which one of each model can be shown; null offers nothing. */
  one_of_each: string | null;
  /** Answers requests that name no catalogue. */
  default: boolean;
}

export interface Health {
  status: string;
  version: string;
  products: number;
  encoder: string;
}

export interface Range {
  min?: number;
  max?: number;
}

/** The JSON text of the `filters` form field. */
export type FilterSpec = Record<string, string[] | Range>;

/** A photo, or the id of a product, with what is meant of it. */
export interface PointedAt {
  what: File | string;
  role?: string;
  box?: readonly number[];
}

export interface SearchRequest {
  references: PointedAt[];
  modification: string;
  filters: FilterSpec;
  count: number;
  method?: string;
  catalogue?: string;
  oneOfEach?: string;
  after?: string;
}
