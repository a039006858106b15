import type { Edit, Meeting } from "../api/types";
import { useSpeech, type Speech } from "../i18n";
import type { Word } from "../i18n/en";
import { CheckIcon, DoubtIcon } from "./Icons";

/** From here on a part is probably met; the server draws the line of the weaker matches there, too. */
const LIKELY = 0.5;
const WORDS: Record<Meeting["wish"], Word> = { want: "markWant", avoid: "markAvoid", keep: "markKeep" };
const ORDER = Object.keys(WORDS);

/** Chinese readers see their own words where the part is one that they said. */
function words({ wish, text }: Meeting, edit: Edit, { language, t }: Speech): string {
  const said = [...edit.want, ...edit.keep, ...edit.avoid, ...edit.comparatives].find(
    (phrase) => phrase.text === text,
  )?.said;
  return t(WORDS[wish], { text: language === "zh" ? said || text : text });
}

/** How probably a product meets each part of the question: "navy blue 76%". */
export function Marks({ meets, edit }: { meets: Meeting[]; edit: Edit }) {
  const speech = useSpeech();
  const { t, percent } = speech;
  const sorted = [...meets].sort((one, other) => ORDER.indexOf(one.wish) - ORDER.indexOf(other.wish));
  return (
    <ul className="marks" aria-label={t("marks")}>
      {sorted.map((meeting) => {
        const likely = meeting.chance >= LIKELY;
        return (
          <li key={meeting.wish + meeting.text} className={likely ? "mark-likely" : "mark-doubt"}>
            {likely ? <CheckIcon /> : <DoubtIcon />}
            {words(meeting, edit, speech)} <b>{percent(meeting.chance)}</b>
          </li>
        );
      })}
    </ul>
  );
}
