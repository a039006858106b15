import { useEffect, useState } from "react";
import type { NumberFacet, Range } from "../api/types";
import { readable, useSpeech } from "../i18n";

interface Props {
  facet: NumberFacet;
  range: Range;
  onRange: (name: string, range: Range) => void;
}

const asText = (value: number | undefined) => (value === undefined ? "" : String(value));

/** The typed bounds; an empty or unreadable field is no bound, and crossed bounds are put in order. */
export function typedRange(least: string, most: string): Range {
  const bound = (typed: string) =>
    typed.trim() === "" || !Number.isFinite(Number(typed)) ? undefined : Number(typed);
  let [min, max] = [bound(least), bound(most)];
  if (min !== undefined && max !== undefined && min > max) [min, max] = [max, min];
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** Two number fields, taken over on Enter or when left. */
export function RangeFacet({ facet, range, onRange }: Props) {
  const { t } = useSpeech();
  const [least, setLeast] = useState(asText(range.min));
  const [most, setMost] = useState(asText(range.max));
  useEffect(() => {
    setLeast(asText(range.min));
    setMost(asText(range.max));
  }, [range.min, range.max]);

  const take = () => {
    const typed = typedRange(least, most);
    if (typed.min !== range.min || typed.max !== range.max) onRange(facet.name, typed);
  };
  const bound = (
    word: "rangeLeast" | "rangeMost",
    value: string,
    set: (typed: string) => void,
    ends: number | null,
  ) => (
    <label>
      <span>{t(word)}</span>
      <input
        type="number"
        step="any"
        inputMode="decimal"
        value={value}
        placeholder={asText(ends ?? undefined)}
        onChange={(event) => set(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === "Enter" && take()}
      />
    </label>
  );
  return (
    <fieldset className="facet range">
      <legend>{facet.name === "price" ? t("price") : readable(facet.name)}</legend>
      {bound("rangeLeast", least, setLeast, facet.min)}
      {bound("rangeMost", most, setMost, facet.max)}
    </fieldset>
  );
}
