import type { RefObject } from "react";
import type { Facet, Method } from "../api/types";
import { useSpeech } from "../i18n";
import type { Word } from "../i18n/en";
import type { Query } from "../state/query";
import { isAdding, type State } from "../state/reducer";
import type { Resource } from "../state/useResource";
import { Filters, type FilterActions } from "./Filters";
import { More } from "./More";
import { FailureNotice, Notice } from "./Notice";
import { Prompt } from "./Prompt";
import { Results } from "./Results";
import { Shelf } from "./Shelf";
import { Skeleton } from "./Skeleton";
import { Understood } from "./Understood";

interface Props {
  state: State;
  facets: Resource<Facet[]>;
  methods: Method[];
  /** The link speaks of a photo that is not in memory. */
  photoLost: boolean;
  heading: RefObject<HTMLHeadingElement | null>;
  filterActions: FilterActions;
  onPick: (id: string) => void;
  onUse: (id: string) => void;
  onMove: (offset: number) => void;
  onExample: (text: string) => void;
  onRetry: () => void;
  onMore: () => void;
}

function headline({ references, text }: Query): Word {
  if (references.length > 1) return text === "" ? "resultsAlikeSeveral" : "resultsForSeveral";
  if (text === "") return "resultsAlike";
  return references.length === 1 ? "resultsFor" : "resultsWords";
}

function Asked({ state, facets, methods, heading, filterActions, onUse, onRetry, onMore }: Props) {
  const { t, number } = useSpeech();
  const { query, search } = state;
  const stale = search.status === "loading";
  const filtered = Object.keys(query.values).length + Object.keys(query.ranges).length > 0;
  return (
    <>
      <h2 ref={heading} tabIndex={-1} className="stage-title">
        {t(headline(query), { text: query.text })}
      </h2>
      {search.status === "done" && search.results && (
        <p className="stage-count">
          {t("resultsCount", {
            n: number(search.results.hits.length),
            total: number(search.results.total),
            ms: number(Math.round(search.results.took_ms)),
          })}
        </p>
      )}
      {stale && <p className="stage-count">{t("searching")}</p>}
      <Filters facets={facets} query={query} {...filterActions} />
      {search.status === "failed" && search.failure && (
        <FailureNotice key={search.failure.requestId} failure={search.failure} onRetry={onRetry} />
      )}
      {search.status !== "failed" && search.results && (
        <>
          <Understood
            results={search.results}
            stale={stale}
            query={query}
            facets={facets.data ?? []}
            methods={methods}
            {...filterActions}
          />
          <Results
            results={search.results}
            stale={stale}
            filtered={filtered}
            added={search.added}
            onUse={onUse}
            onClearFilters={filterActions.onClear}
          />
          {!stale && <More results={search.results} more={search.more} onMore={onMore} onAgain={onRetry} />}
        </>
      )}
      {stale && !search.results?.hits.length && <Skeleton count={Math.min(query.count, 12)} />}
    </>
  );
}

/** Everything beside the composer: the shelf, the prompt, or the results. */
export function Stage(props: Props) {
  const { t } = useSpeech();
  const { state, facets, photoLost, heading, filterActions, onUse } = props;
  const { query, search } = state;
  if (query.asked && !photoLost) return <Asked {...props} />;

  const started = query.references.length > 0 && !photoLost;
  const adding = isAdding(state);
  const earlier = started && !adding && (search.results?.hits.length ?? 0) > 0 ? search.results : null;
  return (
    <>
      {started && !adding && <Prompt onExample={props.onExample} />}
      {photoLost && (
        <Notice title={t("photoLostTitle")}>
          <p>{t("photoLost")}</p>
        </Notice>
      )}
      <h2 ref={heading} tabIndex={-1} className={started && !adding ? "stage-title after" : "stage-title"}>
        {t(earlier ? "resultsEarlier" : adding ? "shelfAdd" : started ? "shelfOther" : "shelf")}
      </h2>
      {earlier ? (
        <Results
          results={earlier}
          stale={false}
          filtered={false}
          onUse={onUse}
          onClearFilters={filterActions.onClear}
        />
      ) : (
        <>
          <Filters facets={facets} query={query} {...filterActions} />
          <Shelf
            query={query}
            onRetry={props.onRetry}
            onPick={props.onPick}
            onMove={props.onMove}
            onClearFilters={filterActions.onClear}
          />
        </>
      )}
    </>
  );
}
