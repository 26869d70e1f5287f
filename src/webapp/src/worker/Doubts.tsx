/** What departments doubt of a subject: why, and what answers it. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useCallback, useMemo, useState } from "react";
import { call, type Schemas } from "../api/client";
import { useAct } from "../shell/acting";
import { Refusal } from "../shell/Said";
import { useSpeech, useWords } from "../words/language";
import { MOMENT } from "../words/moment";

type Challenge = Schemas["Challenge"];

export interface Doubts {
  /** By element of this form. */
  at: Map<string, Challenge[]>;
  /** Those of the row as a whole, or of what this form does not ask. */
  of: Challenge[];
  /** Who doubts it. */
  by: (challenge: Challenge) => string;
  /** Asks why it holds as it is. */
  confirm: (challenge: Challenge) => void;
}

export function useDoubts({ row, forms, kept }: Schemas["SubjectForm"] & { kept: boolean }, confirm: (challenge: Challenge) => void): Doubts {
  const { either } = useSpeech();
  const words = useWords(MOMENT);
  const open = row.challenges;
  const departments = useQuery({
    queryKey: ["departments"],
    queryFn: () => call<Schemas["Department"][]>("/departments"),
    staleTime: 60_000,
    enabled: open.length > 0 && !kept,
  }).data;
  const by = useCallback(
    ({ department, form }: Challenge) => {
      const title = forms?.find((each) => each.id === form)?.title;
      return `${either(departments?.find((each) => each.id === department)?.name)}${title ? words("formAlone", { form: title }) : ""}`;
    },
    [departments, forms, either],
  );
  return useMemo(() => {
    const known = new Map(open.map((each) => [each.id, each]));
    const at = new Map(row.cells.map((cell) => [cell.element, (cell.challenges ?? []).flatMap((id) => known.get(id) ?? [])]));
    const shown = new Set([...at.values()].flat());
    return { at, of: open.filter((each) => !shown.has(each)), by, confirm };
  }, [row, open, by, confirm]);
}

/** At a cell: who doubts it and why. To correct it answers. */
export function Doubt({ challenge, doubts }: { challenge: Challenge; doubts: Doubts }) {
  const { t } = useSpeech();
  return (
    <span className="doubt">
      <strong>{t("doubt", { by: doubts.by(challenge), why: challenge.why })}</strong> {t("doubtHelp")}{" "}
      <Button size="small" onClick={() => doubts.confirm(challenge)}>
        {t("doubtHolds")}
      </Button>
    </span>
  );
}

/** Above the form: what is doubted of the row as a whole. What is stated answers it once somebody says that it is to. */
export function RowDoubts({ doubts, answering, answer }: { doubts: Doubts; answering: string | null; answer: (challenge: string) => void }) {
  const { t } = useSpeech();
  return doubts.of.map((each) => (
    <section key={each.id} className="panel stack" aria-label={t("challenged")}>
      <p>
        <strong>{t("doubtOfRow", { by: doubts.by(each), why: each.why })}</strong> {answering === each.id && t("doubtCorrecting")}
      </p>
      <div className="line">
        <Button onClick={() => doubts.confirm(each)}>{t("doubtHolds")}</Button>
        {answering !== each.id && <Button onClick={() => answer(each.id)}>{t("doubtCorrect")}</Button>}
      </div>
    </section>
  ));
}

/** Why what is doubted holds as it is; the department hears it. */
export function Confirming({ challenge, doubts, done }: { challenge: Challenge | null; doubts: Doubts; done: () => void }) {
  const { t } = useSpeech();
  const [why, setWhy] = useState("");
  const { act, busy, error, forget } = useAct(["form"]);
  const end = () => {
    setWhy("");
    forget();
    done();
  };
  const confirm = async () => {
    const path = `/challenges/${encodeURIComponent(challenge!.id)}/confirmation`;
    if (await act(() => call(path, { json: { why: why.trim() } }), t("doubtAnswered"))) end();
  };
  return (
    <Modal
      open={challenge !== null}
      title={t("doubtHolds")}
      okText={t("doubtHolds")}
      cancelText={t("cancel")}
      okButtonProps={{ disabled: !why.trim(), loading: busy }}
      onOk={() => void confirm()}
      onCancel={end}
    >
      <div className="stack">
        {challenge && <p>{t("doubt", { by: doubts.by(challenge), why: challenge.why })}</p>}
        <label htmlFor="doubt-why">{t("doubtWhy")}</label>
        <Input.TextArea id="doubt-why" rows={2} value={why} onChange={(event) => setWhy(event.target.value)} maxLength={500} />
        {error !== null && <Refusal error={error} />}
      </div>
    </Modal>
  );
}
