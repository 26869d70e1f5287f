/** Undoing an import, once it is said what that will do. */
import { useQuery } from "@tanstack/react-query";
import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../api/client";
import { useAct } from "../shell/acting";
import { Refusal } from "../shell/Said";
import { Waiting } from "../shell/Waiting";
import { IMPORTS } from "../words/imports";
import { useSpeech, useWords } from "../words/language";

export type Undoing = Schemas["UndoingAnswer"];

export const undoingPath = (id: string): string => `/imports/${encodeURIComponent(id)}/undoing`;

/** Of how many subjects each is true: one may be restored in part, and left in part. */
function tally({ results }: Undoing): { restored: number; closed: number; left: number } {
  const of = (what: string) => new Set(results.filter((each) => each.what === what).map((each) => each.subject)).size;
  return { restored: of("restored"), closed: of("closed"), left: of("left") };
}

/** What undoing has done, in a sentence. */
export function useTold(): (undoing: Undoing) => string {
  const { listed } = useSpeech();
  const t = useWords(IMPORTS);
  return (undoing) => {
    const { restored, closed, left } = tally(undoing);
    return listed([restored && t("restored", { n: restored }), closed && t("closed", { n: closed }), left && t("left", { n: left })], "，") || t("nothingDone");
  };
}

export function UndoImport({ id, small = false }: { id: string; small?: boolean }) {
  const t = useWords(IMPORTS);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size={small ? "small" : "middle"} onClick={() => setOpen(true)}>
        {t("undo")}
      </Button>
      {open && <Asking id={id} done={() => setOpen(false)} />}
    </>
  );
}

function Asking({ id, done }: { id: string; done: () => void }) {
  const t = useWords(IMPORTS);
  const { message } = App.useApp();
  const told = useTold();
  const [why, setWhy] = useState("");
  const { act, busy, error } = useAct([]);
  const foreseen = useQuery({ queryKey: ["undoing", id], queryFn: () => call<Undoing>(undoingPath(id)), gcTime: 0 });
  const undo = () =>
    act(async () => {
      const undone = await call<Undoing>(undoingPath(id), { json: { why: why.trim() } });
      void message.success(`${t("undone")} · ${told(undone)}`);
      done();
    });
  return (
    <Modal
      open
      title={t("undo")}
      okText={t("undo")}
      cancelText={t("cancel")}
      okButtonProps={{ danger: true, disabled: !foreseen.data || !why.trim(), loading: busy }}
      onOk={() => void undo()}
      onCancel={done}
    >
      <div className="stack">
        {foreseen.error ? <Refusal error={foreseen.error} /> : !foreseen.data && <Waiting />}
        {foreseen.data && <Foreseen undoing={foreseen.data} />}
        <Input aria-label={t("why")} placeholder={t("why")} maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} />
        {error !== null && <Refusal error={error} />}
      </div>
    </Modal>
  );
}

function Foreseen({ undoing }: { undoing: Undoing }) {
  const t = useWords(IMPORTS);
  const { restored, closed, left } = tally(undoing);
  const lines = [
    restored > 0 && t("restores", { n: restored }),
    closed > 0 && t("closes", { n: closed }),
    left > 0 && t("leaves", { n: left }),
    !(restored + closed + left) && t("changesNothing"),
    t("erasesNothing"),
  ];
  return (
    <div>
      <p>{t("undoes")}</p>
      <ul style={{ margin: "4px 0 0", paddingLeft: 18 }}>
        {lines.filter(Boolean).map((each) => (
          <li key={String(each)}>{each}</li>
        ))}
      </ul>
    </div>
  );
}
