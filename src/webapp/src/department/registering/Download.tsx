/** A button that fetches a file, and says why when it is not given. */
import { Button, Modal } from "antd";
import { file, save } from "../../api/client";
import { useAct } from "../../shell/acting";
import { Refusal } from "../../shell/Said";

export function Download({ path, label, small = false }: { path: string; label: string; small?: boolean }) {
  const { act, busy, error, forget } = useAct();
  return (
    <>
      <Button size={small ? "small" : "middle"} loading={busy} onClick={() => void act(() => file(path).then(save))}>
        {label}
      </Button>
      <Modal open={error !== null} title={label} footer={null} onCancel={forget}>
        <Refusal error={error} />
      </Modal>
    </>
  );
}
