import { useId, useState, type RefObject } from "react";
import { useSpeech } from "../i18n";
import type { Word } from "../i18n/en";
import { LONGEST_ROLE, type Reference } from "../state/references";

const ROLES: Word[] = [
  "kind_neckline",
  "kind_sleeve",
  "kind_colour",
  "kind_pattern",
  "kind_fit",
  "kind_material",
  "kind_length",
];

interface Props {
  reference: Reference;
  open: boolean;
  /** Id that the words on marking get. */
  help: string;
  button: RefObject<HTMLButtonElement | null>;
  marking: boolean;
  onRole: (role: string) => void;
  /** Null while there is no picture to mark. */
  onMark: (() => void) | null;
  onWhole: () => void;
}

/** What is meant of a reference: a role, a part of the picture, or both; by default all of it. */
export function Meant({ reference, open, help, button, marking, onRole, onMark, onWhole }: Props) {
  const { t } = useSpeech();
  const [unfolded, setUnfolded] = useState(open || Boolean(reference.role ?? reference.box));
  const roles = useId();
  return (
    <details className="meant" open={unfolded} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
      <summary>{t("meant")}</summary>
      <label>
        <span>{t("role")}</span>
        <input
          type="text"
          list={roles}
          maxLength={LONGEST_ROLE}
          autoComplete="off"
          value={reference.role ?? ""}
          placeholder={t("rolePlaceholder")}
          onChange={(event) => onRole(event.target.value)}
        />
      </label>
      <datalist id={roles}>
        {ROLES.map((role) => (
          <option key={role} value={t(role)} />
        ))}
      </datalist>
      <div className="well-buttons">
        <button
          ref={button}
          type="button"
          className="plain"
          aria-pressed={marking}
          disabled={onMark === null}
          onClick={() => onMark?.()}
        >
          {t(marking ? "markDone" : "mark")}
        </button>
        {reference.box && (
          <button type="button" className="quiet" onClick={onWhole}>
            {t("markWhole")}
          </button>
        )}
      </div>
      <p id={help} className="hint" hidden={!marking}>
        {t("markHelp")}
      </p>
    </details>
  );
}
