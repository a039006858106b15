import { useSpeech } from "../i18n";
import { MOST_REFERENCES, type Reference } from "../state/references";
import { useReference } from "../state/useReference";
import { PhotoIcon, PlusIcon } from "./Icons";

interface ThumbProps {
  reference: Reference;
  n: number;
  current: boolean;
  onShow: () => void;
}

function Thumb({ reference, n, current, onShow }: ThumbProps) {
  const { t } = useSpeech();
  const shown = useReference(reference);
  const picture =
    shown.kind === "product" ? shown.product.image_url : shown.kind === "own" ? shown.upload.url : null;
  const title = shown.kind === "product" ? shown.product.title : t("photoOwn");
  const label = reference.role
    ? t("pointedFor", { n, title, role: reference.role })
    : t("pointedAt", { n, title });
  return (
    <button type="button" className="thumb" aria-label={label} aria-pressed={current} onClick={onShow}>
      <span className="mat">{picture === null ? <PhotoIcon /> : <img src={picture} alt="" />}</span>
      <span className="thumb-role">{reference.role ?? t("roleNone")}</span>
    </button>
  );
}

interface Props {
  references: Reference[];
  place: number;
  onShow: (place: number) => void;
  onAdd: () => void;
}

/** All that is pointed at, small, and a button for more. Alone, a reference needs no list. */
export function Strip({ references, place, onShow, onAdd }: Props) {
  const { t } = useSpeech();
  const adding = place === references.length;
  if (references.length === 0) return null;
  return (
    <div className="strip">
      {(references.length > 1 || adding) && (
        <ul aria-label={t("pointed")}>
          {references.map((reference, at) => (
            <li key={at}>
              <Thumb reference={reference} n={at + 1} current={at === place} onShow={() => onShow(at)} />
            </li>
          ))}
        </ul>
      )}
      {references.length < MOST_REFERENCES && (
        <button type="button" className="quiet" disabled={adding} onClick={onAdd}>
          <PlusIcon />
          {t("photoAdd")}
        </button>
      )}
    </div>
  );
}
