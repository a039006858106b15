import { useId, useState } from "react";
import type { Facet, Range } from "../api/types";
import { useSpeech } from "../i18n";
import { filterCount, type Query } from "../state/query";
import type { Resource } from "../state/useResource";
import { FilterChips } from "./FilterChips";
import { FilterIcon } from "./Icons";
import { RangeFacet } from "./RangeFacet";
import { ValueFacet } from "./ValueFacet";

export interface FilterActions {
  onToggle: (name: string, value: string) => void;
  onRange: (name: string, range: Range) => void;
  onClear: () => void;
}

interface Props extends FilterActions {
  facets: Resource<Facet[]>;
  query: Query;
}

/** One button, the filters that are set, and a panel with all facets. */
export function Filters({ facets, query, ...actions }: Props) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  const panel = useId();
  const set = filterCount(query);
  if (!facets.data?.length && !facets.failure && set === 0) return null;
  return (
    <div className="filters">
      <div className="filters-bar">
        <button
          type="button"
          className="plain"
          aria-expanded={open}
          aria-controls={panel}
          onClick={() => setOpen(!open)}
        >
          <FilterIcon />
          {set > 0 ? t("filtersCount", { n: set }) : t("filters")}
        </button>
        <FilterChips query={query} {...actions} />
      </div>
      <div id={panel} className="filters-panel" hidden={!open}>
        {facets.failure && <p className="warning">{t("filtersFailed")}</p>}
        <div className="facets">
          {facets.data?.map((facet) =>
            facet.kind === "text" ? (
              <ValueFacet
                key={facet.name}
                facet={facet}
                ticked={query.values[facet.name] ?? []}
                onToggle={actions.onToggle}
              />
            ) : (
              <RangeFacet
                key={facet.name}
                facet={facet}
                range={query.ranges[facet.name] ?? {}}
                onRange={actions.onRange}
              />
            ),
          )}
        </div>
        <button type="button" className="plain" onClick={() => setOpen(false)}>
          {t("filtersDone")}
        </button>
      </div>
    </div>
  );
}
