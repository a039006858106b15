import { useState } from "react";
import type { Product } from "../api/types";
import { useSpeech } from "../i18n";
import { PhotoIcon } from "./Icons";

interface Props {
  product: Product;
  eager?: boolean;
  onShown?: (image: HTMLImageElement) => void;
}

/** A product's photo on a plain mat; a quiet stand-in when the bytes do not come. */
export function Picture({ product, eager = false, onShown }: Props) {
  const { t } = useSpeech();
  const [broken, setBroken] = useState<string | null>(null);
  const attributes = Object.values(product.attributes).slice(0, 5).join(", ");
  const alt = attributes
    ? t("pictureAltWith", { title: product.title, attributes })
    : t("pictureAlt", { title: product.title });
  return (
    <span className="mat">
      {broken === product.image_url ? (
        <span className="mat-empty" role="img" aria-label={alt}>
          <PhotoIcon />
        </span>
      ) : (
        <img
          src={product.image_url}
          alt={alt}
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          draggable={false}
          onLoad={(event) => onShown?.(event.currentTarget)}
          onError={() => setBroken(product.image_url)}
        />
      )}
    </span>
  );
}
