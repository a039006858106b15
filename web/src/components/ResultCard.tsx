import { useEffect, useRef } from "react";
import type { Edit, Hit } from "../api/types";
import { useSpeech } from "../i18n";
import { Marks } from "./Marks";
import { Picture } from "./Picture";
import { Why } from "./Why";

interface Props {
  hit: Hit;
  edit: Edit;
  largest: number;
  /** Parts of the question are told for some product of the page, so each has room for them. */
  marked: boolean;
  /** The first of a page that was asked for: reading goes on here. */
  fresh: boolean;
  onUse: (id: string) => void;
}

export function ResultCard({ hit, edit, largest, marked, fresh, onUse }: Props) {
  const { t, price } = useSpeech();
  const { product } = hit;
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (fresh) card.current?.focus();
  }, [fresh]);
  return (
    <li ref={card} className="card" tabIndex={fresh ? -1 : undefined}>
      <Picture product={product} eager={hit.rank <= 6} />
      <h3>{product.title}</h3>
      <p className="card-line">
        <span>{t("rank", { n: hit.rank })}</span>
        {product.price !== null && <span className="price">{price(product.price)}</span>}
      </p>
      {marked && <Marks meets={hit.meets} edit={edit} />}
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
