import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { OFFICE } from "../../words/office";
import { Head } from "../../office/pieces";

export default function Review() {
  const t = useWords(OFFICE);
  return (
    <>
      <Head title={t("review")} />
      <Teach title={t("building")} help={t("buildingHelp")} />
    </>
  );
}
