/** The forms that ask what a form asks, those that share most first. */
import { Tag } from "antd";
import type { Schemas } from "../../api/client";
import { Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { ADMISSIONS } from "../../words/admissions";
import { useDepartmentNames, useElementNames } from "../known";
import { Panel, Rows } from "../pieces";
import { officeWay } from "../route";

type Overlap = Schemas["Overlap"];

export function Overlaps({ overlaps }: { overlaps: Overlap[] }) {
  const t = useWords(ADMISSIONS);
  const { listed } = useSpeech();
  const { share } = useFigures();
  const department = useDepartmentNames();
  const element = useElementNames();
  return (
    <Panel title={t("overlapTitle")} flush={overlaps.length > 0}>
      {overlaps.length ? (
        <Rows<Overlap>
          rowKey="form"
          dataSource={overlaps}
          expandable={{
            expandedRowRender: (each) => (
              <div className="stack">
                <div className="chips">
                  {each.elements.map((id) => (
                    <Tag key={id}>{element(id)}</Tag>
                  ))}
                </div>
                {!!each.new?.length && (
                  <p>
                    <b>{t("onlyNew")}</b> {listed(each.new)}
                  </p>
                )}
              </div>
            ),
          }}
          columns={[
            { title: t("form"), render: (_, each) => <a href={officeWay("admissions", each.form)}>{each.title}</a> },
            { title: t("department"), render: (_, each) => department(each.department) },
            { title: t("standing"), render: (_, each) => t((each.standing ?? "in-force") as "in-force") },
            { title: t("shared"), render: (_, each) => <Shared overlap={each} /> },
            { title: t("covered"), align: "right", render: (_, each) => share(each.covered, 0) },
            { title: "", render: (_, each) => each.variant && <Status of="bad">{t("variant")}</Status> },
          ]}
        />
      ) : (
        <p className="soft">{t("noOverlap")}</p>
      )}
    </Panel>
  );
}

function Shared({ overlap: { shared, fields, share: part } }: { overlap: Overlap }) {
  const { share } = useFigures();
  return (
    <span className="shared">
      <span className="meter" aria-hidden="true">
        <i style={{ width: `${100 * part}%` }} />
      </span>
      <span className="num">
        {shared} / {fields} · {share(part, 0)}
      </span>
    </span>
  );
}
