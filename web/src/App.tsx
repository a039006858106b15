import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { getCatalogues, getFacets, getHealth, getMethods } from "./api/client";
import { Announcer } from "./components/Announcer";
import { CatalogueChoice } from "./components/CatalogueChoice";
import { Composer } from "./components/Composer";
import { Footer } from "./components/Footer";
import { Header } from "./components/Header";
import { Help } from "./components/Help";
import { bringIntoSight } from "./components/bringIntoSight";
import { Stage } from "./components/Stage";
import { SpeechContext, browserLanguage, speech } from "./i18n";
import { CatalogueContext } from "./state/catalogue";
import { EMPTY_QUERY, readQuery, writeQuery } from "./state/query";
import { reduce, startState } from "./state/reducer";
import { isLost } from "./state/uploads";
import { useResource } from "./state/useResource";
import { useSearch } from "./state/useSearch";
import { useUrlSync } from "./state/useUrlSync";

export function App() {
  const [state, dispatch] = useReducer(reduce, window.location.search, (search) =>
    startState(readQuery(search)),
  );
  const { query, search } = state;
  const [helpOpen, setHelpOpen] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const words = useMemo(
    () => speech(query.language ?? browserLanguage(navigator.languages)),
    [query.language],
  );

  useUrlSync(state, dispatch);
  const { retry, more } = useSearch(query, search, dispatch);
  const health = useResource("health", getHealth);
  const catalogues = useResource("catalogues", getCatalogues);
  const { catalogue } = query;
  const methods = useResource(`methods ${catalogue}`, (signal) => getMethods(catalogue, signal));
  const facets = useResource(`facets ${catalogue}`, (signal) => getFacets(catalogue, signal));
  const here = catalogues.data?.find((one) => (catalogue === null ? one.default : one.name === catalogue));

  // What failed before is asked for again when the visitor tries again, and once a search gets through.
  const revive = () => {
    for (const resource of [health, catalogues, methods, facets]) if (resource.failure) resource.reload();
  };
  useEffect(() => {
    if (search.status === "done") revive();
  }, [search.status]);

  useEffect(() => {
    document.documentElement.lang = words.language === "zh" ? "zh-CN" : "en";
    document.title = query.asked && query.text ? `${query.text} · pointsay` : words.t("title");
  }, [words, query.asked, query.text]);

  useEffect(() => {
    if (search.status === "done" || search.status === "failed") bringIntoSight(heading.current);
  }, [search.status, search.key]);

  const retryAll = () => {
    revive();
    retry();
  };
  const toField = () => {
    field.current?.focus({ preventScroll: true });
    bringIntoSight(field.current?.closest("aside") ?? null);
  };

  return (
    <SpeechContext value={words}>
      <CatalogueContext value={catalogue}>
        <Header
          home={`/${writeQuery({ ...EMPTY_QUERY, catalogue, language: query.language })}`}
          onLanguage={(language) => dispatch({ type: "languageSet", language })}
          onHelp={() => setHelpOpen(true)}
        >
          <CatalogueChoice
            catalogues={catalogues.data ?? []}
            chosen={catalogue}
            onChoose={(chosen) => dispatch({ type: "catalogueSet", catalogue: chosen })}
          />
        </Header>
        <div className="floor">
          <Composer
            state={state}
            dispatch={dispatch}
            methods={methods}
            family={here?.one_of_each ?? null}
            field={field}
            onRetry={retryAll}
          />
          <main id="products" className="stage" tabIndex={-1}>
            <Announcer state={state} />
            <Stage
              state={state}
              facets={facets}
              methods={methods.data ?? []}
              photoLost={query.references.some(isLost)}
              heading={heading}
              filterActions={{
                onToggle: (name, value) => dispatch({ type: "valueToggled", name, value }),
                onRange: (name, range) => dispatch({ type: "rangeSet", name, range }),
                onClear: () => dispatch({ type: "filtersCleared" }),
              }}
              onPick={(id) => {
                dispatch({ type: "referencePicked", reference: { kind: "product", id } });
                toField();
              }}
              onUse={(id) => {
                dispatch({ type: "resultUsed", id });
                toField();
              }}
              onMove={(offset) => {
                dispatch({ type: "shelfMoved", offset });
                bringIntoSight(heading.current);
              }}
              onExample={(text) => {
                dispatch({ type: "typed", text });
                toField();
              }}
              onRetry={retryAll}
              onMore={more}
            />
          </main>
        </div>
        <Footer health={health.data} />
        <Help open={helpOpen} methods={methods.data ?? []} onClose={() => setHelpOpen(false)} />
      </CatalogueContext>
    </SpeechContext>
  );
}
