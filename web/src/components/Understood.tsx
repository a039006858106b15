import type { Constraint, Edit, Facet, Method, Phrase, SearchResponse } from "../api/types";
import { readable, useSpeech, type Speech } from "../i18n";
import type { Word } from "../i18n/en";
import { filterFor, type LimitFilter } from "../state/limits";
import type { Query } from "../state/query";
import type { FilterActions } from "./Filters";

interface Part {
  role: Word;
  look: string;
  words: string;
  /** The filter that a click sets, and takes away again. */
  filter?: LimitFilter | null;
}

/** Chinese readers see their own words; English ones what these mean, which is kept in English. */
function meaning({ kind, text, said }: Phrase, { language, t }: Speech): string {
  if (text === "") return t(`kind_${kind}`);
  return language === "zh" ? said || text : text;
}

function bounds({ operator, value, unit }: Constraint, { t, number }: Speech): string {
  const plain = typeof value === "number" ? number(value) : value;
  const amount = /^\p{Sc}/u.test(unit) ? unit + plain : `${plain} ${unit}`.trim();
  if (operator === "=") return amount;
  return operator === "<=" ? t("rangeTo", { max: amount }) : t("rangeFrom", { min: amount });
}

const fieldName = (field: string, { t }: Speech): string =>
  field === "price" ? t("price") : field === "size" ? readable(t("kind_size")) : readable(field);

export function partsOf(edit: Edit, facets: Facet[], query: Query, speech: Speech): Part[] {
  const phrases = (role: Word, look: string, all: Phrase[]): Part[] =>
    all.map((phrase) => ({ role, look, words: meaning(phrase, speech) }));
  return [
    ...phrases("partWant", "want", [...edit.want, ...edit.comparatives]),
    ...phrases("partKeep", "keep", edit.keep),
    ...phrases("partAvoid", "avoid", edit.avoid),
    ...edit.constraints.map((limit): Part => {
      const filter = filterFor(limit, facets, query);
      const words = `${fieldName(limit.field, speech)} ${bounds(limit, speech)}`;
      return { role: filter ? "partFilter" : "partLimit", look: "limit", words, filter };
    }),
    ...edit.unread.map((words) => ({ role: "partUnread" as const, look: "unread", words })),
  ];
}

interface Props extends FilterActions {
  results: SearchResponse;
  stale: boolean;
  query: Query;
  facets: Facet[];
  methods: Method[];
}

/** What the sentence was taken to ask for, part by part; limits can be made filters. */
export function Understood({ results, stale, query, facets, methods, onToggle, onRange }: Props) {
  const speech = useSpeech();
  const { t } = speech;
  const edit = results.understood;
  const parts = partsOf(edit, facets, query, speech);
  if (parts.length === 0) return null;
  const apply = (filter: LimitFilter) =>
    filter.kind === "value" ? onToggle(filter.name, filter.value) : onRange(filter.name, filter.range);

  // A method that reads the sentence as a whole does well with wishes alone; nothing to warn of then.
  const delicate = edit.keep.length + edit.avoid.length + edit.comparatives.length > 0;
  const whole = methods.some(({ name, takes_apart }) => name === results.method && !takes_apart);
  const others = methods.filter(({ takes_apart }) => takes_apart).map(({ name }) => name);
  return (
    <section className={stale ? "understood stale" : "understood"} aria-label={t("understood")}>
      <ul className="chips">
        {parts.map(({ role, look, words, filter }, place) => {
          const inside = (
            <>
              <span className="chip-name">{t(role)}</span> {words}
            </>
          );
          return (
            <li key={`${place}${words}`} className={filter ? undefined : `part ${look}`}>
              {filter ? (
                <button
                  type="button"
                  className="chip"
                  aria-pressed={filter.set}
                  onClick={() => apply(filter)}
                >
                  {inside}
                </button>
              ) : (
                inside
              )}
            </li>
          );
        })}
      </ul>
      {edit.reader !== "rules" && <p className="hint">{t("readBy", { name: edit.reader })}</p>}
      {delicate && whole && (
        <p className="hint">
          {t("readWhole", { name: results.method })}{" "}
          {others.length > 0 && t("readWholeOthers", { names: others.join(", ") })}
        </p>
      )}
    </section>
  );
}
