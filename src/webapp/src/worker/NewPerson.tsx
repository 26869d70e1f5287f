/** Somebody new: those who may be the same are shown before anything is created. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { database, type Row } from "../local/database";
import { file, freshId, send } from "../local/outbox";
import { page } from "../local/unit";
import { go, useRoute } from "../shell/route";
import { Refusal } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { Rows } from "./Rows";

interface Typed {
  name: string;
  id_number?: string;
  phone?: string;
  current_address?: string;
}

export function NewPerson() {
  const { t } = useSpeech();
  const household = useRoute()[2];
  const { unit, units } = useUnit();
  const [form] = Form.useForm<Typed>();
  const [alike, setAlike] = useState<Row[] | null>(null);
  const [why, setWhy] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const look = async (typed: Typed) => {
    setBusy(true);
    setError(null);
    try {
      const found = await resembling(units[0]?.code ?? unit.code, typed);
      if (found.length) setAlike(found);
      else await create(typed, []);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  const create = async (typed: Typed, unlike: string[]) => {
    const subject = `person:${freshId()}`;
    const values = Object.fromEntries(
      Object.entries({ ...typed, household })
        .filter(([, value]) => value?.trim())
        .map(([name, value]) => [`person.${name}`, value!.trim()]),
    );
    const extra = { ...(unlike.length ? { unlike } : {}), ...(why.trim() ? { remark: why.trim() } : {}) };
    const id = await file(typed.name, { unit: unit.code, subject, kind: "person", act: "open", values, ...extra });
    await send();
    const state = (await database.outbox.where("id").equals(id).first())?.state;
    // Taken: on with the rest of the form. Not taken, or not sent yet: it is to be seen where such entries are.
    if (state === "sent") go("subject", subject);
    else go("sync");
  };

  return (
    <div className="stack" style={{ maxWidth: 640 }}>
      <div>
        <h1 tabIndex={-1}>{t("newTitle")}</h1>
        <p className="soft">
          {t("newLead")} · {unit.name}
        </p>
      </div>
      {error !== null && <Refusal error={error} />}
      <div className="panel">
        <Form form={form} layout="vertical" onFinish={(typed) => void look(typed)} onValuesChange={() => setAlike(null)}>
          <Form.Item name="name" label={t("name")} rules={[{ required: true, whitespace: true, message: t("nameWanted") }]}>
            <Input autoFocus autoComplete="off" />
          </Form.Item>
          <Form.Item name="id_number" label={t("idNumber")}>
            <Input autoComplete="off" maxLength={18} />
          </Form.Item>
          <Form.Item name="phone" label={t("phone")}>
            <Input type="tel" autoComplete="off" />
          </Form.Item>
          <Form.Item name="current_address" label={t("address")}>
            <Input autoComplete="off" />
          </Form.Item>
          {!alike && (
            <Button type="primary" htmlType="submit" loading={busy}>
              {t("create")}
            </Button>
          )}
        </Form>
      </div>
      {alike && (
        <section className="panel flush" aria-live="polite">
          <div style={{ padding: "12px 16px 4px" }}>
            <h2>{t("alikeTitle")}</h2>
            <p className="soft">{t("alikeHelp")}</p>
          </div>
          <Rows rows={alike} asOf={0} />
          <div className="stack" style={{ padding: "8px 16px 14px" }}>
            <Input aria-label={t("notThemWhy")} placeholder={t("notThemWhy")} value={why} onChange={(event) => setWhy(event.target.value)} />
            <Button onClick={() => void create(form.getFieldsValue(), alike.map((each) => each.subject))}>{t("notThem")}</Button>
          </div>
        </section>
      )}
    </div>
  );
}

/** Who has the same number, or the same name. */
async function resembling(unit: string, typed: Typed): Promise<Row[]> {
  const words = [typed.id_number?.trim(), typed.name.trim()].filter((each): each is string => Boolean(each));
  const pages = await Promise.all(words.map((each) => page({ unit, kind: "person", words: each })));
  const found = pages.flatMap((each) => each.rows).filter((each) => each.label === typed.name.trim() || has(each, typed.id_number));
  return [...new Map(found.map((each) => [each.subject, each])).values()].slice(0, 5);
}

function has(row: Row, number: string | undefined): boolean {
  return Boolean(number) && row.cells.some((each) => each.element === "person.id_number" && each.value === number!.trim());
}
