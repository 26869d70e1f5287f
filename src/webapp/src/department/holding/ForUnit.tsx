/** Registers of the unit that somebody works in: from the file to the result, on the worker's side. */
import "../../office/office.css";
import { useBegun } from "../../local/begun";
import { Head, Panel } from "../../office/pieces";
import { go, useRoute, way } from "../../shell/route";
import { useUnit } from "../../shell/unit";
import { HOLDING } from "../../words/holding";
import { useWords } from "../../words/language";
import { Earlier } from "./Earlier";
import { Dropping, How, Loading } from "./Loading";
import { Result } from "./Result";

export default function ForUnit() {
  const t = useWords(HOLDING);
  const [, what, id] = useRoute();
  const { unit } = useUnit();
  const [file, take] = useBegun<File | undefined>("a register", () => undefined);
  const loaded = (made: string) => {
    take(undefined);
    go("registers", "import", made);
  };
  return (
    <div className="office-like">
      {what === "import" && id ? (
        <Result key={id} id={id} home={way("registers")} todo={way("today")} conflicts={way("conflicts")} />
      ) : file ? (
        <Loading key={unit.code} file={file} unit={unit} department={null} gone={() => take(undefined)} done={loaded} />
      ) : (
        <>
          <Head title={`${t("title")} · ${unit.name}`} help={t("help")} />
          <div className="stack">
            <Panel>
              <Dropping ready take={take} />
            </Panel>
            <Earlier key={unit.code} of={{ unit: unit.code }} here={unit.code} way={(made) => way("registers", "import", made)} />
            <How />
          </div>
        </>
      )}
    </div>
  );
}
