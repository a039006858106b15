import type { SearchResponse } from "../api/types";
import { useSpeech } from "../i18n";
import type { SearchState } from "../state/reducer";
import { FailureNotice, Notice } from "./Notice";

interface Props {
  results: SearchResponse;
  more: SearchState["more"];
  onMore: () => void;
  /** Ask from the first page on. */
  onAgain: () => void;
}

const CHANGED = "cursor_expired";

/** What is below the results: the way to the next page, or why there is none. */
export function More({ results, more, onMore, onAgain }: Props) {
  const { t, number } = useSpeech();
  if (typeof more !== "string")
    return more.code === CHANGED ? (
      <Notice title={t("moreChanged")}>
        <p>{t("moreChangedMore")}</p>
        <button type="button" className="plain" onClick={onAgain}>
          {t("moreAgain")}
        </button>
      </Notice>
    ) : (
      <FailureNotice failure={more} onRetry={onMore} />
    );
  if (results.next === null) return null;
  return (
    <div className="shelf-foot">
      <p>{t("moreWhere", { n: number(results.hits.length) })}</p>
      <button type="button" className="plain" aria-disabled={more === "loading"} onClick={onMore}>
        {t(more === "loading" ? "moreLoading" : "more")}
      </button>
    </div>
  );
}
