import type { Catalogue } from "../api/types";
import { useSpeech } from "../i18n";

interface Props {
  catalogues: Catalogue[];
  chosen: string | null;
  onChoose: (catalogue: string | null) => void;
}

/** Which catalogue is searched, where the server has several. */
export function CatalogueChoice({ catalogues, chosen, onChoose }: Props) {
  const { t } = useSpeech();
  if (catalogues.length < 2) return null;
  const first = catalogues.find((one) => one.default)?.name;
  return (
    <label className="catalogues">
      <span>{t("catalogue")}</span>
      <select
        value={chosen ?? first}
        onChange={({ target: { value } }) => onChoose(value === first ? null : value)}
      >
        {catalogues.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
