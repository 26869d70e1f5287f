/** What was merged and split, each to be put back. */
import { App, Button } from "antd";
import { call, type Schemas } from "../../api/client";
import { Refusal, Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { ELEMENTS } from "../../words/elements";
import { useAct } from "../../shell/acting";
import { useElementNames, useMayGovern } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { officeWay } from "../route";
import { useChanges } from "./Elements";
import { RENEWED } from "./Merging";

type Change = Schemas["Change"] & { id: string };

export function Changes() {
  const t = useWords(ELEMENTS);
  const speech = useSpeech();
  const { modal } = App.useApp();
  const name = useElementNames();
  const changes = useChanges();
  const mayChange = useMayGovern();
  const { act, busy, error } = useAct(...RENEWED);
  const putBack = (change: string) =>
    modal.confirm({
      title: t("putBack"),
      content: t("putBackAsk"),
      okText: t("putBack"),
      cancelText: speech.t("cancel"),
      onOk: () => act(() => call(`/elements/changes/${encodeURIComponent(change)}/restoration`, { method: "POST" }), t("isPutBack")),
    });
  return (
    <>
      <Head back={{ href: officeWay("elements"), label: t("title") }} title={t("changes")} />
      {error !== null && <Refusal error={error} />}
      <Panel flush>
        <Asked query={changes}>
          {(found) => (
            <Rows<Change>
              rowKey="id"
              dataSource={Object.entries(found)
                .map(([id, each]) => ({ id, ...each }))
                .reverse()}
              empty={<Teach title={t("noChanges")} help={t("noChangesHelp")} />}
              columns={[
                { title: t("what"), render: (_, each) => t(each.act === "merged" ? "mergedChange" : "splitChange", { element: name(each.element), other: name(each.other) }) },
                { title: t("moved"), align: "right", render: (_, each) => each.bindings.length },
                {
                  title: "",
                  align: "right",
                  render: (_, each) =>
                    mayChange && (
                      <Button size="small" disabled={busy} onClick={() => putBack(each.id)}>
                        {t("putBack")}
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Asked>
      </Panel>
    </>
  );
}
