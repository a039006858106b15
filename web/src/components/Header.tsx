import type { ReactNode } from "react";
import { useSpeech } from "../i18n";
import type { Language } from "../state/query";
import { PointIcon } from "./Icons";

const LANGUAGES: { code: Language; name: string; full: string }[] = [
  { code: "en", name: "EN", full: "English" },
  { code: "zh", name: "中文", full: "中文" },
];

interface Props {
  home: string;
  /** Beside the name of the page. */
  children: ReactNode;
  onLanguage: (language: Language) => void;
  onHelp: () => void;
}

export function Header({ home, children, onLanguage, onHelp }: Props) {
  const { t, language } = useSpeech();
  return (
    <header className="header">
      <a className="skip" href="#products">
        {t("skip")}
      </a>
      <h1 className="mark">
        <a className="wordmark" href={home}>
          <PointIcon />
          <span>pointsay</span>
          <span className="wordmark-zh" lang="zh">
            指物言事
          </span>
        </a>
      </h1>
      <p className="tagline">{t("tagline")}</p>
      {children}
      <button type="button" className="quiet" aria-haspopup="dialog" onClick={onHelp}>
        {t("help")}
      </button>
      <div className="languages" role="group" aria-label={t("language")}>
        {LANGUAGES.map(({ code, name, full }) => (
          <button
            key={code}
            type="button"
            lang={code}
            aria-label={full}
            aria-pressed={code === language}
            onClick={() => onLanguage(code)}
          >
            {name}
          </button>
        ))}
      </div>
    </header>
  );
}
