/** A department's registers, or those of whoever may load any: whose, into which unit, and from the file to the result. */
import { Select } from "antd";
import { useBegun } from "../../local/begun";
import { useDepartmentNames } from "../../office/known";
import { Head, Panel } from "../../office/pieces";
import { goOffice, officeWay, useWithin } from "../../office/route";
import { Teach } from "../../shell/Said";
import { Waiting } from "../../shell/Waiting";
import { HOLDING } from "../../words/holding";
import { useWords } from "../../words/language";
import { Earlier } from "./Earlier";
import { type Holders, useHolders } from "./may";
import { Result } from "./Result";
import { How, Dropping, Loading } from "./Loading";

const OWN = "";

export default function Holding() {
  const [what, id] = useWithin();
  const holders = useHolders();
  if (!holders) return <Waiting />;
  if (what === "import" && id) return <Result key={id} id={id} home={officeWay("holding")} />;
  return <Begin holders={holders} />;
}

/** Whose register, into which unit. */
interface Begun {
  of: string | undefined;
  code: string | undefined;
  file: File | undefined;
}

function Begin({ holders }: { holders: Holders }) {
  const t = useWords(HOLDING);
  const departmentName = useDepartmentNames();
  const whose = [...holders.departments.map((each) => ({ value: each.id, label: departmentName(each.id) })), ...(holders.plain ? [{ value: OWN, label: t("ofUnit") }] : [])];
  const [{ of, code, file }, decide] = useBegun<Begun>("a register of others", () => ({ of: whose.length === 1 ? whose[0]!.value : undefined, code: undefined, file: undefined }));
  const put = (more: Partial<Begun>) => decide((before) => ({ ...before, ...more }));
  const units = of === undefined ? [] : holders.unitsFor(of || null);
  const unit = units.find((each) => each.code === code) ?? (units.length === 1 ? units[0] : undefined);
  const loaded = (id: string) => {
    put({ file: undefined });
    goOffice("holding", "import", id);
  };
  if (file && unit && of !== undefined) return <Loading file={file} unit={unit} department={of || null} gone={() => put({ file: undefined })} done={loaded} />;
  return (
    <>
      <Head title={t("title")} help={t("help")} />
      <div className="stack">
        {of !== undefined && !units.length ? (
          <Teach title={t("noUnits")} help={t("noUnitsHelp")} />
        ) : (
          <Panel>
            <div className="stack">
              <div className="particulars">
                {whose.length > 1 && (
                  <label>
                    <span className="soft small">{t("ofWhom")}</span>
                    <Select value={of} placeholder={t("chooseWhose")} showSearch={{ optionFilterProp: "label" }} options={whose} onChange={(each) => put({ of: each })} />
                  </label>
                )}
                <label>
                  <span className="soft small">{t("intoUnit")}</span>
                  <Select
                    value={unit?.code}
                    placeholder={t("chooseUnit")}
                    disabled={of === undefined}
                    showSearch={{ optionFilterProp: "label" }}
                    options={units.map((each) => ({ value: each.code, label: each.name }))}
                    onChange={(each) => put({ code: each })}
                  />
                </label>
              </div>
              <Dropping ready={Boolean(unit)} take={(given) => put({ file: given })} note={of ? t("onlyAsked") : undefined} />
            </div>
          </Panel>
        )}
        {of !== undefined && (of || unit) && <Earlier key={of || unit!.code} of={of ? { department: of } : { unit: unit!.code }} way={(id) => officeWay("holding", "import", id)} />}
        <How />
      </div>
    </>
  );
}
