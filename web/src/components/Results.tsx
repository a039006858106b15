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
  /** How many of the last ones came with the page that was asked for last. */
  added?: number;
  onUse: (id: string) => void;
  onClearFilters: () => void;
}

export function Results({ results, stale, filtered, added = 0, onUse, onClearFilters }: Props) {
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
  const marked = results.hits.some(({ meets }) => meets.length > 0);
  const strong = results.strong ?? results.hits.length;
  const grid = (hits: Hit[]) => (
    <ol
      className={`grid ${marked ? "marked" : ""} ${stale ? "stale" : ""}`}
      start={hits[0]?.rank ?? 1}
      aria-busy={stale}
    >
      {hits.map((hit) => (
        <ResultCard
          key={hit.product.id}
          hit={hit}
          edit={results.understood}
          largest={largest}
          marked={marked}
          fresh={added > 0 && hit === results.hits[results.hits.length - added]}
          onUse={onUse}
        />
      ))}
    </ol>
  );
  const weaker = results.hits.slice(strong);
  return (
    <>
      {results.notes.length > 0 && !stale && (
        <ul className="notes">
          {results.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {strong > 0 && grid(results.hits.slice(0, strong))}
      {weaker.length > 0 && (
        <details className="weaker" open>
          <summary>{t("weaker", { n: weaker.length })}</summary>
          <p className="hint">{t("weakerMore")}</p>
          {grid(weaker)}
        </details>
      )}
    </>
  );
}
