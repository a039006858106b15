import type { Hit, SearchResponse } from "../api/types";
import { useSpeech } from "../i18n";
import { Notice } from "./Notice";
import { ResultCard } from "./ResultCard";

/** The largest part of any score on the page: the full length of a bar. */
export const largestPart = (hits: Hit[]): number =>
  Math.max(0, ...hits.flatMap(({ why }) => [why.image, why.text].map((value) => Math.abs(value ?? 0))));

interface Props {
  results: SearchResponse;
  stale: boolean;
  filtered: boolean;
  onUse: (id: string) => void;
  onClearFilters: () => void;
}

export function Results({ results, stale, filtered, onUse, onClearFilters }: Props) {
  const { t } = useSpeech();
  if (results.hits.length === 0 && !stale)
    return (
      <Notice title={t("resultsNone")}>
        <p>{filtered ? t("resultsNoneFiltered") : t("resultsNonePlain")}</p>
        {filtered && (
          <button type="button" className="plain" onClick={onClearFilters}>
            {t("filtersClear")}
          </button>
        )}
      </Notice>
    );
  const largest = largestPart(results.hits);
  return (
    <>
      {results.notes.length > 0 && !stale && (
        <ul className="notes">
          {results.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <ol className={stale ? "grid stale" : "grid"} aria-busy={stale}>
        {results.hits.map((hit) => (
          <ResultCard key={hit.product.id} hit={hit} largest={largest} onUse={onUse} />
        ))}
      </ol>
    </>
  );
}
