import type { Hit } from "../api/types";
import { useSpeech } from "../i18n";
import { Picture } from "./Picture";
import { Why } from "./Why";

interface Props {
  hit: Hit;
  largest: number;
  onUse: (id: string) => void;
}

export function ResultCard({ hit, largest, onUse }: Props) {
  const { t, price } = useSpeech();
  const { product } = hit;
  return (
    <li className="card">
      <Picture product={product} eager={hit.rank <= 6} />
      <h3>{product.title}</h3>
      <p className="card-line">
        <span>{t("rank", { n: hit.rank })}</span>
        {product.price !== null && <span className="price">{price(product.price)}</span>}
      </p>
      <Why why={hit.why} largest={largest} />
      <button
        type="button"
        className="plain"
        aria-label={t("useThisLabel", { title: product.title })}
        onClick={() => onUse(product.id)}
      >
        {t("useThis")}
      </button>
    </li>
  );
}
