import { useSpeech } from "../i18n";
import type { SearchState, State } from "../state/reducer";

/** Tells screen readers how the search is going. Failures announce themselves (role="alert"). */
export function Announcer({ state: { query, search } }: { state: State }) {
  const { t } = useSpeech();
  const found = ({ more, added }: SearchState, n: number) =>
    more === "loading" ? t("moreLoading") : t(added > 0 ? "announceMore" : "announceDone", { n, added });
  const words =
    !query.asked || search.status === "idle"
      ? ""
      : search.status === "loading"
        ? t("searching")
        : search.status === "failed"
          ? t("announceFailed")
          : search.results?.hits.length
            ? found(search, search.results.hits.length)
            : t("resultsNone");
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  );
}
