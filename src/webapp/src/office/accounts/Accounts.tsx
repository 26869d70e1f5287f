import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { OFFICE } from "../../words/office";
import { Head } from "../pieces";

export default function Accounts() {
  const t = useWords(OFFICE);
  return (
    <>
      <Head title={t("accounts")} />
      <Teach title={t("building")} help={t("buildingHelp")} />
    </>
  );
}
