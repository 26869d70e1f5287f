/** A reason is asked for before something is done that others will want to understand. */
import { Input, Modal } from "antd";
import { useState } from "react";
import { Refusal } from "../shell/Said";
import { useSpeech } from "../words/language";

interface Asking {
  title: string;
  help: string;
  ok: string;
  busy: boolean;
  error: unknown;
  done: (why: string) => void;
  cancel: () => void;
}

export function Why({ title, help, ok, busy, error, done, cancel }: Asking) {
  const { t } = useSpeech();
  const [why, setWhy] = useState("");
  return (
    <Modal open title={title} okText={ok} cancelText={t("cancel")} okButtonProps={{ disabled: !why.trim(), danger: true, loading: busy }} onOk={() => done(why)} onCancel={cancel}>
      <div className="stack">
        <label htmlFor="why" className="soft">
          {help}
        </label>
        <Input.TextArea id="why" rows={3} autoFocus value={why} onChange={(event) => setWhy(event.target.value)} maxLength={500} />
        {error !== null && <Refusal error={error} />}
      </div>
    </Modal>
  );
}
