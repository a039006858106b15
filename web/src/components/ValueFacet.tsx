import { useState } from "react";
import type { TextFacet } from "../api/types";
import { readable, useSpeech } from "../i18n";

const SHORT = 10;

interface Props {
  facet: TextFacet;
  ticked: string[];
  onToggle: (name: string, value: string) => void;
}

export function ValueFacet({ facet, ticked, onToggle }: Props) {
  const { t, number } = useSpeech();
  const [all, setAll] = useState(false);
  // Ticked values are always in sight, also those the shop no longer lists.
  const gone = ticked.filter((value) => !facet.values.some((listed) => listed.value === value));
  const values = [...facet.values, ...gone.map((value) => ({ value, count: 0 }))];
  const shown = values.filter(({ value }, index) => all || index < SHORT || ticked.includes(value));
  const more = values.length - shown.length;
  return (
    <fieldset className="facet">
      <legend>{readable(facet.name)}</legend>
      {shown.map(({ value, count }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={ticked.includes(value)}
            onChange={() => onToggle(facet.name, value)}
          />
          <span>{value}</span>
          <span className="count">{number(count)}</span>
        </label>
      ))}
      {(more > 0 || all) && (
        <button type="button" className="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("filterFewer") : t("filterMore", { n: more })}
        </button>
      )}
    </fieldset>
  );
}
