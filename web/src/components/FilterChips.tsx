import { readable, useSpeech } from "../i18n";
import { filterCount, type Query } from "../state/query";
import type { FilterActions } from "./Filters";
import { CloseIcon } from "./Icons";

interface Chip {
  key: string;
  name: string;
  value: string;
  remove: () => void;
}

/** The filters that are set, each with a way out. */
export function FilterChips({ query, onToggle, onRange, onClear }: { query: Query } & FilterActions) {
  const { t, number } = useSpeech();
  if (filterCount(query) === 0) return null;
  const chips: Chip[] = [];
  for (const [name, values] of Object.entries(query.values))
    for (const value of values)
      chips.push({ key: `${name}=${value}`, name, value, remove: () => onToggle(name, value) });
  for (const [name, { min, max }] of Object.entries(query.ranges)) {
    const value =
      min !== undefined && max !== undefined
        ? `${number(min)} – ${number(max)}`
        : min !== undefined
          ? t("rangeFrom", { min: number(min) })
          : t("rangeTo", { max: number(max ?? 0) });
    chips.push({ key: `${name}~`, name, value, remove: () => onRange(name, {}) });
  }
  return (
    <ul className="chips">
      {chips.map(({ key, name, value, remove }) => (
        <li key={key}>
          <button
            type="button"
            className="chip"
            aria-label={t("filterRemove", { name, value })}
            onClick={remove}
          >
            <span className="chip-name">{name === "price" ? t("price") : readable(name)}</span> {value}
            <CloseIcon />
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="quiet" onClick={onClear}>
          {t("filtersClear")}
        </button>
      </li>
    </ul>
  );
}
