import { useCallback, useEffect, useState, type Dispatch, type RefObject } from "react";
import type { Method } from "../api/types";
import { useSpeech } from "../i18n";
import { searchKey } from "../state/query";
import { findGap, type Gap } from "../state/readiness";
import type { Action, State } from "../state/reducer";
import { holdUpload, isLost } from "../state/uploads";
import type { Resource } from "../state/useResource";
import { Options } from "./Options";
import { References } from "./References";
import { Sentence } from "./Sentence";
import { usePhotoDrop } from "./usePhotoDrop";

interface Props {
  state: State;
  dispatch: Dispatch<Action>;
  methods: Resource<Method[]>;
  /** See Options. */
  family: string | null;
  field: RefObject<HTMLTextAreaElement | null>;
  onRetry: () => void;
}

/** The question: photos, sentence, options. */
export function Composer({ state, dispatch, methods, family, field, onRetry }: Props) {
  const { t } = useSpeech();
  const { query, draft, search } = state;
  const [gap, setGap] = useState<Gap | null>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => setGap(null), [query, draft]);
  useEffect(() => setRefused(false), [query.references]);

  const takeFile = useCallback(
    (file: File | null) => {
      setRefused(file === null);
      if (file === null) return;
      dispatch({ type: "referencePicked", reference: { kind: "own", mark: holdUpload(file).mark } });
      field.current?.focus();
    },
    [dispatch, field],
  );
  const dragging = usePhotoDrop(takeFile);

  const ask = (method?: string) => {
    const asking = { ...query, method: method ?? query.method };
    // A photo that is not in memory counts as none.
    const held = query.references.filter((reference) => !isLost(reference));
    const found = findGap({ ...asking, references: held }, draft, methods.data ?? []);
    setGap(found);
    if (found) return;
    if (held.length < query.references.length) dispatch({ type: "referencesKept", references: held });
    const same = query.asked && searchKey({ ...asking, text: draft.trim() }) === search.key;
    if (same && search.status === "failed") onRetry();
    else if (!same) dispatch({ type: "asked", ...(method !== undefined && { method }) });
  };

  return (
    <aside className="composer" aria-label={t("search")}>
      <References state={state} dispatch={dispatch} dragging={dragging} refused={refused} onFile={takeFile} />
      <Sentence
        field={field}
        text={draft}
        several={query.references.length > 1}
        busy={query.asked && search.status === "loading"}
        gap={gap}
        onType={(text) => dispatch({ type: "typed", text })}
        onSearch={ask}
      />
      <Options
        methods={methods.data ?? []}
        failed={methods.failure !== null}
        method={query.method}
        count={query.count}
        family={family}
        oneOfEach={query.oneOfEach}
        onMethod={(method) => dispatch({ type: "methodSet", method })}
        onCount={(count) => dispatch({ type: "countSet", count })}
        onOneOfEach={(attribute) => dispatch({ type: "oneOfEachSet", attribute })}
      />
    </aside>
  );
}
