import { useId, type RefObject } from "react";
import { useSpeech } from "../i18n";
import type { Gap } from "../state/readiness";

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  /** More than one thing is pointed at. */
  several: boolean;
  busy: boolean;
  gap: Gap | null;
  onType: (text: string) => void;
  onSearch: (method?: string) => void;
}

/** "This one, but…": the page's one sentence. Enter searches; Shift+Enter makes a new line. */
export function Sentence({ field, text, several, busy, gap, onType, onSearch }: Props) {
  const { t } = useSpeech();
  const id = useId();
  const warning = `${id}-warning`;
  return (
    <form
      className="sentence"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch();
      }}
    >
      <label htmlFor={id}>{t(several ? "sentenceSeveral" : "sentence")}</label>
      <textarea
        ref={field}
        id={id}
        rows={2}
        maxLength={1000}
        enterKeyHint="search"
        value={text}
        placeholder={t("sentencePlaceholder")}
        aria-describedby={warning}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onSearch();
        }}
      />
      <div id={warning} className="warning" role="status">
        {gap && <p>{t(gap.missing === "photo" ? "needPhoto" : "needWords")}</p>}
      </div>
      {gap?.instead && (
        <button type="button" className="plain" onClick={() => onSearch(gap.instead?.name)}>
          {t(gap.missing === "photo" ? "wordsOnly" : "photoOnly")}
        </button>
      )}
      <button type="submit" className="primary">
        {busy ? t("searching") : t("search")}
      </button>
    </form>
  );
}
