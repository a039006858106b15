import { useEffect, useRef } from "react";
import type { Method } from "../api/types";
import { useSpeech } from "../i18n";
import type { Word } from "../i18n/en";
import { CloseIcon } from "./Icons";

const EXAMPLES: Word[] = ["helpExample1", "helpExample2", "helpExample3", "helpExample4"];
const LIMITS: Word[] = ["helpLimit1", "helpLimit2", "helpLimit3", "helpLimit4"];

interface Props {
  open: boolean;
  methods: Method[];
  onClose: () => void;
}

export function Help({ open, methods, onClose }: Props) {
  const { t } = useSpeech();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="help"
      aria-labelledby="help-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="help-body">
        <button type="button" className="quiet help-close" aria-label={t("close")} onClick={onClose}>
          <CloseIcon />
        </button>
        <h2 id="help-title">{t("help")}</h2>
        <h3>{t("helpAskTitle")}</h3>
        <p>{t("helpAsk")}</p>
        <ul className="help-examples">
          {EXAMPLES.map((example) => (
            <li key={example}>{t(example)}</li>
          ))}
        </ul>
        <h3>{t("helpRefineTitle")}</h3>
        <p>{t("helpRefine")}</p>
        <h3>{t("helpMoreTitle")}</h3>
        <p>{t("helpMore")}</p>
        <h3>{t("helpPartsTitle")}</h3>
        <p>{t("helpParts")}</p>
        <h3>{t("helpMarksTitle")}</h3>
        <p>{t("helpMarks")}</p>
        <h3>{t("helpWhyTitle")}</h3>
        <p>{t("helpWhy")}</p>
        {methods.length > 0 && (
          <>
            <h3>{t("helpMethodsTitle")}</h3>
            <p>{t("helpMethods")}</p>
            <dl>
              {methods.map((method) => (
                <div key={method.name}>
                  <dt>{method.name}</dt>
                  <dd>{method.summary}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
        <h3>{t("helpLimitsTitle")}</h3>
        <ul>
          {LIMITS.map((limit) => (
            <li key={limit}>{t(limit)}</li>
          ))}
        </ul>
      </div>
    </dialog>
  );
}
