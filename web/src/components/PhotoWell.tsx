import { useId, useRef, useState, type ReactNode } from "react";
import type { Failure } from "../api/errors";
import { useSpeech } from "../i18n";
import { firstPicture, type Upload } from "../state/uploads";
import type { Shown } from "../state/useReference";
import { PhotoIcon } from "./Icons";
import { Picture } from "./Picture";

interface Props {
  shown: Shown;
  dragging: boolean;
  /** A file was offered that is no picture. */
  refused: boolean;
  /** Lies over the photo while a part of it is marked or meant. */
  cover: ReactNode;
  marking: boolean;
  onShown: (image: HTMLImageElement) => void;
  onFile: (file: File | null) => void;
  onRemove: () => void;
}

function OwnPhoto({ upload, onShown }: { upload: Upload; onShown: Props["onShown"] }) {
  const { t } = useSpeech();
  const [broken, setBroken] = useState(false);
  if (broken)
    return (
      <span className="mat well-empty">
        <PhotoIcon />
        <span>{t("photoNoPreview")}</span>
      </span>
    );
  return (
    <span className="mat">
      <img
        src={upload.url}
        alt={t("photoOwnAlt", { name: upload.file.name })}
        onLoad={(event) => onShown(event.currentTarget)}
        onError={() => setBroken(true)}
      />
    </span>
  );
}

function EmptyWell({ failure, onChoose }: { failure: Failure | null; onChoose: () => void }) {
  const { t } = useSpeech();
  return (
    <button type="button" className="mat well-empty" onClick={onChoose}>
      <PhotoIcon />
      <strong>{t("photoEmpty")}</strong>
      {failure && <span className="warning">{failure.detail ?? t("photoFailed")}</span>}
      <span>{t("photoEmptyMore")}</span>
    </button>
  );
}

export function PhotoWell({ shown, dragging, refused, cover, marking, onShown, onFile, onRemove }: Props) {
  const { t, price } = useSpeech();
  const input = useRef<HTMLInputElement>(null);
  const title = useId();
  const empty = shown.kind === "none" || shown.kind === "lost" || shown.kind === "failed";
  const choose = () => input.current?.click();
  return (
    <section
      className={`well ${empty ? "empty" : ""} ${dragging ? "dragging" : ""} ${marking ? "marking" : ""}`}
      aria-labelledby={title}
    >
      <h2 id={title} className="visually-hidden">
        {t("photo")}
      </h2>
      <div className="well-photo">
        {shown.kind === "product" && <Picture product={shown.product} eager onShown={onShown} />}
        {shown.kind === "own" && <OwnPhoto key={shown.upload.mark} upload={shown.upload} onShown={onShown} />}
        {shown.kind === "loading" && <span className="mat pulse" />}
        {empty && <EmptyWell failure={shown.kind === "failed" ? shown.failure : null} onChoose={choose} />}
        {cover}
        {dragging && <span className="well-drop">{t("photoDrop")}</span>}
      </div>
      <div className="well-side">
        {shown.kind === "product" && (
          <p className="well-name">
            <span>{shown.product.title}</span>
            {shown.product.price !== null && <span className="price">{price(shown.product.price)}</span>}
          </p>
        )}
        {shown.kind === "own" && (
          <>
            <p className="well-name">{t("photoOwn")}</p>
            <p className="hint">{t("photoPrivate")}</p>
          </>
        )}
        {shown.kind !== "none" && shown.kind !== "lost" && (
          <div className="well-buttons">
            {!empty && (
              <button type="button" className="plain" onClick={choose}>
                {t("photoChange")}
              </button>
            )}
            <button type="button" className="quiet" onClick={onRemove}>
              {t("photoRemove")}
            </button>
          </div>
        )}
        <p className="warning" role="status">
          {refused && t("photoNotPicture")}
        </p>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          onChange={(event) => {
            onFile(firstPicture(event.target.files));
            event.target.value = "";
          }}
        />
      </div>
    </section>
  );
}
