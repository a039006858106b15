import type { Health } from "../api/types";
import { useSpeech } from "../i18n";

export function Footer({ health }: { health: Health | null }) {
  const { t, number } = useSpeech();
  return (
    <footer className="footer">
      {health && (
        <>
          <span>{t("footerProducts", { n: number(health.products) })}</span>
          <span>{t("footerEncoder", { name: health.encoder })}</span>
          <span>{t("footerVersion", { version: health.version })}</span>
        </>
      )}
      <span>{t("footerPrivacy")}</span>
    </footer>
  );
}
