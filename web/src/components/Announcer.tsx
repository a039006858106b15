import { useSpeech } from "../i18n";
import type { State } from "../state/reducer";

/** Tells screen readers how the search is going. Failures announce themselves (role="alert"). */
export function Announcer({ state: { query, search } }: { state: State }) {
  const { t } = useSpeech();
  const words =
    !query.asked || search.status === "idle"
      ? ""
      : search.status === "loading"
        ? t("searching")
        : search.status === "failed"
          ? t("announceFailed")
          : search.results?.hits.length
            ? t("announceDone", { n: search.results.hits.length })
            : t("resultsNone");
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  );
}
