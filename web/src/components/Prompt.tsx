import { useSpeech } from "../i18n";
import type { Word } from "../i18n/en";

const EXAMPLES: Word[] = ["example1", "example2", "example3", "example4"];

/** Shown once a photo is there and nothing has been asked: examples that can be taken over with a click. */
export function Prompt({ onExample }: { onExample: (text: string) => void }) {
  const { t } = useSpeech();
  return (
    <section className="prompt">
      <h2>{t("promptTitle")}</h2>
      <p>{t("promptMore")}</p>
      <ul>
        {EXAMPLES.map((example) => (
          <li key={example}>
            <button type="button" className="chip" onClick={() => onExample(t(example))}>
              {t(example)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
