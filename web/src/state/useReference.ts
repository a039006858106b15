import { useContext } from "react";
import { getProduct } from "../api/client";
import type { Failure } from "../api/errors";
import type { Product } from "../api/types";
import type { Reference } from "./references";
import { findUpload, type Upload } from "./uploads";
import { CatalogueContext } from "./catalogue";
import { useResource } from "./useResource";

/** The reference as something that can be shown. */
export type Shown =
  | { kind: "none" }
  | { kind: "loading" }
  | { kind: "product"; product: Product }
  | { kind: "own"; upload: Upload }
  | { kind: "lost" }
  | { kind: "failed"; failure: Failure; retry: () => void };

export function useReference(reference: Reference | null): Shown {
  const id = reference?.kind === "product" ? reference.id : null;
  const catalogue = useContext(CatalogueContext);
  const loaded = useResource(id && JSON.stringify([catalogue, id]), (signal) =>
    getProduct(id ?? "", catalogue, signal),
  );
  if (reference === null) return { kind: "none" };
  if (reference.kind === "own") {
    const upload = findUpload(reference.mark);
    return upload ? { kind: "own", upload } : { kind: "lost" };
  }
  if (loaded.failure) return { kind: "failed", failure: loaded.failure, retry: loaded.reload };
  if (loaded.loading || loaded.data === null) return { kind: "loading" };
  return { kind: "product", product: loaded.data };
}
