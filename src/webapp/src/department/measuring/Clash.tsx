/** Somebody else fixed other measures meanwhile: what was seen, what is there now, and what was about to be fixed. */
import { Modal } from "antd";
import { Rows } from "../../office/pieces";
import { useWords } from "../../words/language";
import { MEASURES } from "../../words/measures";
import { type Figure, nameOf } from "./asking";
import type { Step } from "./fixing";

export interface Clashed {
  wanted: Record<string, string | null>;
  seen: Figure[];
  now: Figure[];
  tag: string;
  /** The step that was to be undone, if it is an undoing that clashed. */
  undoes: Step | undefined;
}

export function Clash({ clashed: { wanted, seen, now }, busy, mine, theirs }: { clashed: Clashed; busy: boolean; mine: () => void; theirs: () => void }) {
  const t = useWords(MEASURES);
  const before = new Map(seen.map((each) => [each.field, each]));
  const changed = now.filter((each) => before.get(each.field)?.measure !== each.measure);
  const said = (measure: string | null | undefined) => (measure ? <code className="measure-text">{measure}</code> : <span className="soft">{t("leave")}</span>);
  return (
    <Modal open width={760} title={t("clashTitle")} okText={t("keepMine")} cancelText={t("keepTheirs")} okButtonProps={{ loading: busy }} onOk={mine} onCancel={theirs}>
      <div className="stack">
        <p>{t("clashHelp")}</p>
        <Rows
          rowKey="field"
          size="small"
          dataSource={changed}
          columns={[
            { title: t("figure"), key: "figure", render: (_, each) => nameOf(each) },
            { title: t("clashSeen"), key: "seen", render: (_, each) => said(before.get(each.field)?.measure) },
            { title: t("clashNow"), key: "now", render: (_, each) => said(each.measure) },
            { title: t("clashMine"), key: "mine", render: (_, each) => (each.field in wanted ? said(wanted[each.field]) : <span className="soft">—</span>) },
          ]}
        />
        {!changed.some((each) => each.field in wanted) && <p className="soft">{t("clashNone")}</p>}
      </div>
    </Modal>
  );
}
