/** Questions that mean something of their own, and no longer their element. */
import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { call } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { ELEMENTS } from "../../words/elements";
import { useAct } from "../../shell/acting";
import type { Element } from "../known";
import { Asked } from "../pieces";
import { goOffice } from "../route";
import { type Moves, RENEWED } from "./Merging";
import type { Asker } from "./OneElement";

export function Splitting({ element, askers, done }: { element: Element; askers: Asker[]; done: () => void }) {
  const t = useWords(ELEMENTS);
  const speech = useSpeech();
  const { act, busy, error } = useAct(...RENEWED);
  const places = askers.map(({ form, field }) => ({ form, field }));
  const asked = (preview: boolean) => call<Moves>("/elements/splits", { json: { element: element.id, places, preview } });
  const moves = useQuery({ queryKey: ["split", element.id, places], queryFn: () => asked(true) });
  const split = async () => {
    let other = "";
    if (!(await act(async () => ({ other } = await asked(false)), t("splitNow")))) return;
    done();
    goOffice("elements", other);
  };
  return (
    <Modal open title={t("splitTitle")} okText={t("doSplit")} cancelText={speech.t("cancel")} okButtonProps={{ loading: busy, disabled: !moves.data }} onOk={() => void split()} onCancel={done}>
      <div className="stack">
        <p className="soft">{t("splitHelp")}</p>
        <Asked query={moves}>
          {(found) => (
            <p>
              <b>{t("moves", { n: found.bindings.length, other: found.other })}</b>
            </p>
          )}
        </Asked>
        <ul className="plain-list">
          {askers.map((each) => (
            <li key={`${each.form} ${each.field}`}>
              {each.label} <span className="soft">{each.title}</span>
            </li>
          ))}
        </ul>
        {error !== null && <Refusal error={error} />}
      </div>
    </Modal>
  );
}
