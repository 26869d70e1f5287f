/** To admit a form, return it with reasons, or take it out of circulation. */
import { App, Button, Modal } from "antd";
import { useState } from "react";
import { call } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { ADMISSIONS } from "../../words/admissions";
import { useAct } from "../../shell/acting";
import { formPath, useMayGovern } from "../known";
import { Why } from "../Why";

export function Deciding({ id, status }: { id: string; status: string }) {
  const t = useWords(ADMISSIONS);
  const speech = useSpeech();
  const { modal } = App.useApp();
  const { act, busy, error, forget } = useAct(["forms"], ["burden"], ["tables"]);
  const mayGovern = useMayGovern();
  const [asked, ask] = useState<"refuse" | "retire" | null>(null);
  if (!mayGovern) return null;
  const decide = (json: unknown, done: string, what = "admission") => act(() => call(`${formPath(id)}/${what}`, { json }), done);
  const admit = () =>
    modal.confirm({
      title: t("admit"),
      content: t("admitAsk"),
      okText: t("admit"),
      cancelText: speech.t("cancel"),
      onOk: () => decide({ decision: "admit" }, t("admitted")),
    });
  return (
    <>
      {status === "submitted" && (
        <>
          <Button onClick={() => ask("refuse")} disabled={busy}>
            {t("refuse")}
          </Button>
          <Button type="primary" onClick={admit} loading={busy && !asked}>
            {t("admit")}
          </Button>
        </>
      )}
      {status === "admitted" && (
        <Button danger onClick={() => ask("retire")} disabled={busy}>
          {t("retire")}
        </Button>
      )}
      {error !== null && !asked && (
        <Modal open footer={null} onCancel={forget} title={t("admit")}>
          <Refusal error={error} />
        </Modal>
      )}
      {asked && (
        <Why
          title={t(asked === "refuse" ? "refuseTitle" : "retireTitle")}
          help={t(asked === "refuse" ? "refuseHelp" : "retireHelp")}
          ok={t(asked)}
          busy={busy}
          error={error}
          done={async (why) => {
            const reasons = why.split("\n").map((each) => each.trim()).filter(Boolean);
            const done =
              asked === "refuse" ? await decide({ decision: "refuse", reasons }, t("refusedNow")) : await decide({ why: speech.listed(reasons, "；", "; ") }, t("retiredNow"), "retirement");
            if (done) ask(null);
          }}
          cancel={() => (forget(), ask(null))}
        />
      )}
    </>
  );
}
