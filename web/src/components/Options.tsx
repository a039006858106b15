import type { Method } from "../api/types";
import { readable, useSpeech } from "../i18n";
import { chosenMethod } from "../state/readiness";

const COUNTS = [12, 24, 48, 96];

interface Props {
  methods: Method[];
  failed: boolean;
  method: string | null;
  count: number;
  /** The attribute that one of each can be shown of; null offers nothing. */
  family: string | null;
  oneOfEach: string | null;
  onMethod: (method: string | null) => void;
  onCount: (count: number) => void;
  onOneOfEach: (attribute: string | null) => void;
}

export function Options(props: Props) {
  const { methods, failed, method, count, oneOfEach, onMethod, onCount, onOneOfEach } = props;
  const family = props.family ?? oneOfEach;
  const { t } = useSpeech();
  const chosen = chosenMethod(methods, method);
  const byDefault = chosenMethod(methods, null);
  const unknown = method !== null && !methods.some(({ name }) => name === method);
  const counts = COUNTS.includes(count) ? COUNTS : [...COUNTS, count].sort((one, other) => one - other);
  return (
    <details className="options">
      <summary>{t("options")}</summary>
      <label>
        <span>{t("method")}</span>
        <select value={method ?? ""} onChange={(event) => onMethod(event.target.value || null)}>
          <option value="">{t("methodDefault", { name: byDefault?.name ?? "…" })}</option>
          {methods
            .filter((other) => !other.default || other.name === method)
            .map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          {unknown && <option value={method}>{method}</option>}
        </select>
      </label>
      {chosen && <p className="hint">{chosen.summary}</p>}
      {failed && <p className="hint">{t("optionsFailed")}</p>}
      <label>
        <span>{t("count")}</span>
        <select value={count} onChange={(event) => onCount(Number(event.target.value))}>
          {counts.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      </label>
      {family !== null && (
        <label className="tick">
          <input
            type="checkbox"
            checked={oneOfEach !== null}
            onChange={({ target }) => onOneOfEach(target.checked ? family : null)}
          />
          <span>{t("oneOfEach", { name: readable(family).toLowerCase() })}</span>
        </label>
      )}
    </details>
  );
}
