import type { Why as WhyValues } from "../api/types";
import { useSpeech } from "../i18n";
import type { Word } from "../i18n/en";

const WIDTH = 100;
const PARTS: { part: keyof WhyValues; word: Word }[] = [
  { part: "image", word: "whyImage" },
  { part: "text", word: "whyText" },
];

/** The score's two parts as bars, in proportion to the largest part on the page. Negative parts are hollow. */
export function Why({ why, largest }: { why: WhyValues; largest: number }) {
  const { t } = useSpeech();
  const parts = PARTS.filter(({ part }) => typeof why[part] === "number");
  if (parts.length === 0) return null;
  return (
    <dl className="why" aria-label={t("why")}>
      {parts.map(({ part, word }) => {
        const value = why[part] ?? 0;
        const width = largest > 0 ? (Math.abs(value) / largest) * WIDTH : 0;
        return (
          <div key={part}>
            <dt>{t(word)}</dt>
            <dd>
              <svg viewBox={`0 0 ${WIDTH} 4`} preserveAspectRatio="none" aria-hidden="true">
                <rect className="why-track" width={WIDTH} height="4" />
                <rect className={value < 0 ? "why-against" : `why-${part}`} width={width} height="4" />
              </svg>
              <span className="why-value">{value.toFixed(2).replace("-", "−")}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
