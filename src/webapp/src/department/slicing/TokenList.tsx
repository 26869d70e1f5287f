/** Tokens of somebody: how far and how long each reaches, when it was last used; revoked, and made, each shown once. */
import { PlusOutlined } from "@ant-design/icons";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Modal, Select, TreeSelect } from "antd";
import { type ReactNode, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { useAct } from "../../shell/acting";
import { useForms, useUnits } from "../../office/known";
import { Asked, Rows } from "../../office/pieces";
import { Refusal, Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { SLICING } from "../../words/slicing";
import { Once } from "../../office/Once";
import "./slicing.css";

export type Token = Schemas["Token"];

/** Where an account's tokens are. */
export const tokensOf = (account: string): string => `/accounts/${encodeURIComponent(account)}/tokens`;

/** The tokens that the service gives at *path*: one's own, or an account's. */
export const tokensQuery = (path: string) => queryOptions({ queryKey: ["tokens", path], queryFn: () => call<Token[]>(path) });

export const tokenState = (token: Token) => (token.revoked ? "revoked" : new Date(token.until).getTime() < Date.now() ? "ended" : "stands");

/** They under headers; to be revoked, if *mayRevoke*. */
export function TokenList({ path, mayRevoke, empty }: { path: string; mayRevoke: boolean; empty: ReactNode }) {
  const t = useWords(SLICING);
  const { t: say } = useSpeech();
  const { modal } = App.useApp();
  const { moment } = useFigures();
  const { act, error } = useAct(["tokens"]);
  const tokens = useQuery(tokensQuery(path));
  const revoke = (token: Token) =>
    modal.confirm({
      title: t("revokeOf", { label: token.label }),
      content: t("revokeHelp"),
      okText: t("revoke"),
      okButtonProps: { danger: true },
      cancelText: say("cancel"),
      onOk: () => act(() => call(`${path}/${encodeURIComponent(token.id)}`, { method: "DELETE" }), t("revoked")),
    });
  return (
    <>
      {error !== null && <Refusal error={error} />}
      <Asked query={tokens}>
        {(all) => (
          <Rows<Token>
            rowKey="id"
            dataSource={all}
            empty={empty}
            columns={[
              { title: t("label"), key: "label", render: (_, each) => <b>{each.label}</b> },
              {
                title: t("state"),
                key: "state",
                render: (_, each) => <Status of={tokenState(each) === "stands" ? "good" : ""}>{t(`token_${tokenState(each)}`)}</Status>,
              },
              { title: t("reach"), key: "reach", render: (_, each) => <Reaching token={each} /> },
              { title: t("made"), key: "at", className: "num", render: (_, each) => moment(each.at) },
              { title: t("until"), key: "until", className: "num", render: (_, each) => moment(each.until) },
              { title: t("lastUsed"), key: "seen", className: "num", render: (_, each) => (each.seen ? moment(each.seen) : <span className="soft">{t("neverUsed")}</span>) },
              {
                title: <span className="unseen">{t("revoke")}</span>,
                key: "act",
                render: (_, each) =>
                  mayRevoke &&
                  tokenState(each) === "stands" && (
                    <Button size="small" danger onClick={() => revoke(each)}>
                      {t("revoke")}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Asked>
    </>
  );
}

/** Makes one more, and shows it this once. */
export function NewToken({ path, size }: { path: string; size?: "small" }) {
  const t = useWords(SLICING);
  const [making, make] = useState(false);
  const [issued, setIssued] = useState<Schemas["Issued"] | null>(null);
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} {...(size ? { size } : {})} onClick={() => make(true)}>
        {t("newToken")}
      </Button>
      {making && (
        <Making
          path={path}
          close={() => make(false)}
          made={(given) => {
            make(false);
            setIssued(given);
          }}
        />
      )}
      {issued && <Once title={t("tokenMade", { label: issued.token.label })} help={t("shownOnce")} secret={issued.secret} close={() => setIssued(null)} />}
    </>
  );
}

function Reaching({ token }: { token: Token }) {
  const t = useWords(SLICING);
  const { listed } = useSpeech();
  const { forms, acts, units } = token.reach ?? {};
  const parts = [forms && `${t("reachForms")} ${forms.length}`, acts && listed(acts.map((each) => (each in ACT_WORDS ? t(ACT_WORDS[each]!) : each))), units && `${t("reachUnits")} ${units.length}`].filter(Boolean);
  return <span title={[...(forms ?? []), ...(acts ?? []), ...(units ?? [])].join("\n")}>{parts.length ? parts.join(" · ") : t("reachAll")}</span>;
}

/** What programs are usually let do, in words. */
const ACT_WORDS: Record<string, keyof typeof SLICING> = {
  "slice.read": "act_slice",
  "registry.read": "act_registry",
  "challenge.read": "act_challengeRead",
  "challenge.raise": "act_challengeRaise",
  "webhook.read": "act_webhookRead",
  "webhook.change": "act_webhookChange",
};

interface Typed {
  label: string;
  days: number;
  acts?: string[];
  forms?: string[];
  units?: string[];
}

function Making({ path, close, made }: { path: string; close: () => void; made: (issued: Schemas["Issued"]) => void }) {
  const t = useWords(SLICING);
  const [form] = Form.useForm<Typed>();
  const { act, busy, error } = useAct(["tokens"]);
  const { data: forms = [] } = useForms();
  const { data: units = [] } = useUnits();
  const series = new Map(forms.map((each) => [each.id.split("@")[0]!, each.title]));
  const some = (list: string[] | undefined) => (list?.length ? list : undefined);
  const issue = async (typed: Typed) => {
    let given: Schemas["Issued"] | undefined;
    const reach = { forms: some(typed.forms), acts: some(typed.acts), units: some(typed.units) };
    const done = await act(async () => {
      given = await call<Schemas["Issued"]>(path, { json: { label: typed.label.trim(), days: typed.days, reach } });
    });
    if (done && given) made(given);
  };
  return (
    <Modal open title={t("newToken")} onCancel={close} okText={t("make")} okButtonProps={{ loading: busy }} onOk={() => form.submit()}>
      <Form<Typed> form={form} layout="vertical" initialValues={{ days: 90, acts: ["slice.read"] }} onFinish={(typed) => void issue(typed)} requiredMark={false}>
        <Form.Item name="label" label={t("label")} extra={t("labelHelp")} rules={[{ required: true, whitespace: true, message: t("labelHelp") }]}>
          <Input autoFocus maxLength={100} />
        </Form.Item>
        <Form.Item name="days" label={t("days")} extra={t("daysHelp")} rules={[{ required: true, message: t("daysHelp") }]}>
          <InputNumber min={1} max={366} precision={0} style={{ width: 140 }} />
        </Form.Item>
        <Form.Item name="acts" label={t("reachActs")} extra={t("reachHelp")}>
          <Select mode="multiple" allowClear placeholder={t("reachAll")} options={Object.entries(ACT_WORDS).map(([value, word]) => ({ value, label: t(word) }))} />
        </Form.Item>
        <Form.Item name="forms" label={t("reachForms")}>
          <Select mode="multiple" allowClear placeholder={t("reachAll")} showSearch={{ optionFilterProp: "label" }} options={[...series].map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item name="units" label={t("reachUnits")}>
          <TreeSelect multiple allowClear placeholder={t("reachAll")} showSearch={{ treeNodeFilterProp: "title" }} treeDataSimpleMode treeData={units.map((each) => ({ id: each.code, pId: each.parent ?? 0, value: each.code, title: each.name }))} />
        </Form.Item>
      </Form>
      {error !== null && <Refusal error={error} />}
    </Modal>
  );
}
