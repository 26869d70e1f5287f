/** A secret that is shown this once. */
import { CopyOutlined } from "@ant-design/icons";
import { Alert, App, Button, Modal } from "antd";
import { useWords } from "../words/language";
import { SLICING } from "../words/slicing";

interface Given {
  title: string;
  help: string;
  secret: string;
  /** What whoever has kept it presses. */
  ok?: string;
  close: () => void;
}

export function Once({ title, help, secret, ok, close }: Given) {
  const t = useWords(SLICING);
  const { message } = App.useApp();
  const copy = async () => {
    // Whoever is not let write there can still select the text.
    await navigator.clipboard.writeText(secret).then(
      () => message.success(t("copied")),
      () => {},
    );
  };
  return (
    <Modal
      open
      title={title}
      onCancel={close}
      footer={
        <Button type="primary" onClick={close}>
          {ok ?? t("keptIt")}
        </Button>
      }
      mask={{ closable: false }}
      closable={false}
      keyboard={false}
    >
      <div className="stack">
        <Alert type="warning" showIcon title={help} />
        <div className="line">
          <code className="secret" data-secret>
            {secret}
          </code>
          {/* Without HTTPS there is no clipboard. */}
          {navigator.clipboard && <Button icon={<CopyOutlined />} aria-label={t("copy")} title={t("copy")} onClick={() => void copy()} />}
        </div>
      </div>
    </Modal>
  );
}
