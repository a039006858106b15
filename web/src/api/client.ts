import { ApiError, failureOf } from "./errors";
import type {
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

export const getProduct = (id: string, signal: AbortSignal) =>
  ask<Product>(`/v1/products/${encodeURIComponent(id)}`, { signal });

export const getMethods = (signal: AbortSignal) =>
  ask<{ methods: Method[] }>("/v1/methods", { signal }).then((body) => body.methods);

export const getFacets = (signal: AbortSignal) =>
  ask<{ facets: Facet[] }>("/v1/facets", { signal }).then((body) => body.facets);

export function getProducts(
  page: { limit: number; offset: number; filters: FilterSpec },
  signal: AbortSignal,
): Promise<ProductPage> {
  // Mixed: feeds list ten colours of one shirt in a row, which makes a dull shelf.
  const params = new URLSearchParams({
    limit: String(page.limit),
    offset: String(page.offset),
    order: "mixed",
  });
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
  return form;
}

export const search = (request: SearchRequest, signal: AbortSignal) =>
  ask<SearchResponse>("/v1/search", { method: "POST", body: searchForm(request), signal });
