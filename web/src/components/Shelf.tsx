import { getProducts } from "../api/client";
import { useSpeech } from "../i18n";
import { filterCount, filterSpec, type Query } from "../state/query";
import { useResource } from "../state/useResource";
import { OthersIcon } from "./Icons";
import { FailureNotice, Notice } from "./Notice";
import { Picture } from "./Picture";
import { Skeleton } from "./Skeleton";

const LENGTH = 24;

interface Props {
  query: Query;
  onPick: (id: string) => void;
  onMove: (offset: number) => void;
  onRetry: () => void;
  onClearFilters: () => void;
}

/** A stretch of the catalogue to start from. */
export function Shelf({ query, onPick, onMove, onRetry, onClearFilters }: Props) {
  const { t, number, price } = useSpeech();
  const page = { limit: LENGTH, offset: query.shelf, filters: filterSpec(query), catalogue: query.catalogue };
  const { data, failure, loading, reload } = useResource(JSON.stringify(page), (signal) =>
    getProducts(page, signal),
  );
  if (failure) {
    const again = () => {
      reload();
      onRetry();
    };
    return <FailureNotice failure={failure} onRetry={again} />;
  }
  if (data === null) return <Skeleton count={12} />;
  if (data.products.length === 0)
    return filterCount(query) > 0 ? (
      <Notice title={t("resultsNone")}>
        <p>{t("shelfFiltered")}</p>
        <button type="button" className="plain" onClick={onClearFilters}>
          {t("filtersClear")}
        </button>
      </Notice>
    ) : (
      <Notice title={t("shelfEmpty")}>
        <p>{t("shelfEmptyMore")}</p>
      </Notice>
    );
  const end = query.shelf + data.products.length;
  return (
    <>
      <ul className={loading ? "grid small stale" : "grid small"} aria-busy={loading}>
        {data.products.map((product) => (
          <li key={product.id}>
            <button
              type="button"
              className="card pick"
              aria-label={t("shelfPick", { title: product.title })}
              onClick={() => onPick(product.id)}
            >
              <Picture product={product} />
              <span className="card-name">{product.title}</span>
              {product.price !== null && <span className="price">{price(product.price)}</span>}
            </button>
          </li>
        ))}
      </ul>
      <div className="shelf-foot">
        <p>
          {t("shelfWhere", { from: number(query.shelf + 1), to: number(end), total: number(data.total) })}
        </p>
        {data.total > data.products.length && (
          <button type="button" className="plain" onClick={() => onMove(end < data.total ? end : 0)}>
            <OthersIcon />
            {t("shelfOthers")}
          </button>
        )}
      </div>
    </>
  );
}
