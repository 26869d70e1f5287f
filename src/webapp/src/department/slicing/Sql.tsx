import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { OFFICE } from "../../words/office";
import { Head } from "../../office/pieces";

export default function Sql() {
  const t = useWords(OFFICE);
  return (
    <>
      <Head title={t("sql")} />
      <Teach title={t("building")} help={t("buildingHelp")} />
    </>
  );
}
