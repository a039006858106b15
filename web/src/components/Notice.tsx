import { useEffect, useState, type ReactNode } from "react";
import type { Failure } from "../api/errors";
import { useSpeech } from "../i18n";

interface NoticeProps {
  title: string;
  tone?: "calm" | "alarm";
  children: ReactNode;
}

export function Notice({ title, tone = "calm", children }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role={tone === "alarm" ? "alert" : undefined}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}

/** "Try again", closed for as long as the server asked to wait. */
function RetryButton({ wait, onRetry }: { wait: number; onRetry: () => void }) {
  const { t } = useSpeech();
  const [left, setLeft] = useState(wait);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <button type="button" className="plain" disabled={left > 0} onClick={onRetry}>
      {left > 0 ? t("tryAgainIn", { n: left }) : t("tryAgain")}
    </button>
  );
}

/** A failure, told in place: what happened, what to do, and the id to quote. */
export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { t } = useSpeech();
  const title = {
    busy: t("failedBusy"),
    unreachable: t("failedUnreachable"),
    problem: t("failed"),
    garbled: t("failed"),
  };
  const detail = {
    busy: t("failedBusyMore"),
    unreachable: t("failedUnreachableMore"),
    problem: failure.detail ?? t("failedStatus", { status: failure.status ?? "?" }),
    garbled: t("failedGarbled"),
  };
  return (
    <Notice title={title[failure.kind]} tone="alarm">
      <p>{detail[failure.kind]}</p>
      {failure.hint && <p>{failure.hint}</p>}
      <div className="notice-foot">
        <RetryButton wait={failure.retryAfter} onRetry={onRetry} />
        {failure.requestId && <code>{t("request", { id: failure.requestId })}</code>}
      </div>
    </Notice>
  );
}
