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

export interface Hit {
  rank: number;
  score: number;
  product: Product;
  why: Why;
}

export interface SearchResponse {
  request_id: string;
  method: string;
  modification: string;
  took_ms: number;
  total: number;
  hits: Hit[];
  notes: string[];
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

export interface SearchRequest {
  reference?: File;
  referenceId?: string;
  modification: string;
  filters: FilterSpec;
  count: number;
  method?: string;
}
