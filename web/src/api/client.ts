import { ApiError, failureOf } from "./errors";
import type {
  Catalogue,
  Facet,
  FilterSpec,
  Health,
  Method,
  PointedAt,
  Product,
  ProductPage,
  SearchRequest,
  SearchResponse,
} from "./types";

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, { ...init, headers: { accept: "application/json" } });
  if (!response.ok) throw new ApiError(await failureOf(response));
  return (await response.json()) as T;
}

export const getHealth = (signal: AbortSignal) => ask<Health>("/healthz", { signal });

export const getCatalogues = (signal: AbortSignal) =>
  ask<{ catalogues: Catalogue[] }>("/v1/catalogues", { signal }).then((body) => body.catalogues);

/** The path within a catalogue; null is the server's first. */
const within = (path: string, catalogue: string | null) =>
  catalogue === null ? path : `${path}?catalogue=${encodeURIComponent(catalogue)}`;

export const getProduct = (id: string, catalogue: string | null, signal: AbortSignal) =>
  ask<Product>(within(`/v1/products/${encodeURIComponent(id)}`, catalogue), { signal });

export const getMethods = (catalogue: string | null, signal: AbortSignal) =>
  ask<{ methods: Method[] }>(within("/v1/methods", catalogue), { signal }).then((body) => body.methods);

export const getFacets = (catalogue: string | null, signal: AbortSignal) =>
  ask<{ facets: Facet[] }>(within("/v1/facets", catalogue), { signal }).then((body) => body.facets);

export function getProducts(
  page: { limit: number; offset: number; filters: FilterSpec; catalogue: string | null },
  signal: AbortSignal,
): Promise<ProductPage> {
  // Mixed: feeds list ten colours of one shirt in a row, which makes a dull shelf.
  const params = new URLSearchParams({
    limit: String(page.limit),
    offset: String(page.offset),
    order: "mixed",
  });
  if (page.catalogue !== null) params.set("catalogue", page.catalogue);
  for (const [name, wanted] of Object.entries(page.filters)) {
    if (Array.isArray(wanted)) for (const value of wanted) params.append("filter", `${name}=${value}`);
    else {
      if (wanted.min !== undefined) params.append("filter", `${name}>=${wanted.min}`);
      if (wanted.max !== undefined) params.append("filter", `${name}<=${wanted.max}`);
    }
  }
  return ask<ProductPage>(`/v1/products?${params}`, { signal });
}

/** The multipart form of one search. The server reads photos before products, and details in that order. */
export function searchForm(request: SearchRequest): FormData {
  const form = new FormData();
  const isPhoto = ({ what }: PointedAt) => typeof what !== "string";
  const inOrder = [
    ...request.references.filter(isPhoto),
    ...request.references.filter((one) => !isPhoto(one)),
  ];
  for (const { what } of inOrder)
    if (typeof what === "string") form.append("reference_id", what);
    else form.append("reference", what, what.name || "photo");
  const details = inOrder.map(({ what: _, ...detail }) => detail);
  if (details.some((detail) => Object.keys(detail).length > 0))
    form.append("details", JSON.stringify(details));
  if (request.modification !== "") form.append("modification", request.modification);
  if (Object.keys(request.filters).length > 0) form.append("filters", JSON.stringify(request.filters));
  form.append("k", String(request.count));
  if (request.method !== undefined) form.append("method", request.method);
  if (request.catalogue !== undefined) form.append("catalogue", request.catalogue);
  if (request.oneOfEach !== undefined) form.append("one_of_each", request.oneOfEach);
  if (request.after !== undefined) form.append("after", request.after);
  return form;
}

export const search = (request: SearchRequest, signal: AbortSignal) =>
  ask<SearchResponse>("/v1/search", { method: "POST", body: searchForm(request), signal });
