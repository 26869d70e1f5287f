/** One account: what it was granted, its password, its end. */
import { App, Button, Tag } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { holds } from "../../session/kinds";
import { useSignedIn, viewAs } from "../../session/session";
import { unsent } from "../../shell/leaving";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { ACCOUNTS } from "../../words/accounts";
import { useAct } from "../../shell/acting";
import { useMayGovern } from "../known";
import { NewToken, TokenList, tokensOf } from "../../department/slicing/TokenList";
import { Asked, Head, Panel } from "../pieces";
import { officeWay } from "../route";
import { Why } from "../Why";
import { type AccountView, bare, useAccounts } from "./asking";
import { Grants } from "./Grants";
import { FirstPassword } from "./Opening";

/** As *page* shows it: among all accounts, or among services. */
export function OneAccount({ id, page = "accounts" }: { id: string; page?: "accounts" | "services" }) {
  const t = useWords(ACCOUNTS);
  const { moment } = useFigures();
  const accounts = useAccounts();
  const mayChange = useMayGovern();
  const back = { href: officeWay(page), label: t(page === "services" ? "services" : "title") };
  return (
    <Asked query={accounts}>
      {(found) => {
        const view = found.find((each) => each.account.id === id);
        if (!view) return <Head back={back} title={bare(id)} />;
        const { opened, by, closed, closed_by, why } = view;
        const help = closed
          ? t("closedBecause", { at: moment(closed), by: bare(closed_by ?? ""), why: why ?? "" })
          : t("openedBy", { at: moment(opened), by: bare(by) });
        return (
          <>
            <Head
              back={back}
              title={
                <>
                  {view.account.name} <span className="soft">{bare(id)}</span> {closed && <Tag>{t("closed")}</Tag>}
                </>
              }
              help={help}
            >
              {mayChange && !closed && <Acts view={view} />}
            </Head>
            <Grants actor={id} mayGive={mayChange && !closed} />
            {id.startsWith("service:") && <Tokens account={id} mayChange={mayChange && !closed} />}
          </>
        );
      }}
    </Asked>
  );
}

function Tokens({ account, mayChange }: { account: string; mayChange: boolean }) {
  const t = useWords(ACCOUNTS);
  const path = tokensOf(account);
  return (
    <Panel title={t("tokens")} flush extra={mayChange && <NewToken path={path} size="small" />}>
      <TokenList path={path} mayRevoke={mayChange} empty={<p className="soft">{t("noTokens")}</p>} />
    </Panel>
  );
}

function Acts({ view: { account } }: { view: AccountView }) {
  const t = useWords(ACCOUNTS);
  const speech = useSpeech();
  const { modal } = App.useApp();
  const { act, busy, error, forget } = useAct(["accounts"], ["grants"]);
  const [password, setPassword] = useState("");
  const [closing, setClosing] = useState(false);
  const session = useSignedIn();
  const path = `/accounts/${encodeURIComponent(account.id)}`;
  const view = async () => {
    // What waits to be sent would be sent as nobody.
    if (await unsent()) modal.warning({ title: t("viewAs"), content: t("viewUnsent") });
    else await viewAs(account.id);
  };
  const reset = () =>
    modal.confirm({
      title: t("reset"),
      content: t("resetAsk"),
      okText: t("reset"),
      cancelText: speech.t("cancel"),
      onOk: () => act(async () => setPassword((await call<Schemas["FirstPassword"]>(`${path}/password`, { method: "POST" })).first_password)),
    });
  return (
    <>
      {holds(session, ["administrator"]) && !session.seenBy && account.id !== session.actor && <Button onClick={() => void view()}>{t("viewAs")}</Button>}
      {account.id.startsWith("user:") && (
        <Button disabled={busy} onClick={reset}>
          {t("reset")}
        </Button>
      )}
      <Button danger disabled={busy} onClick={() => setClosing(true)}>
        {t("close")}
      </Button>
      {error !== null && !closing && <Refusal error={error} />}
      {password && <FirstPassword name={account.name} password={password} ok={t("kept")} done={() => setPassword("")} />}
      {closing && (
        <Why
          title={t("closeTitle")}
          help={t("closeHelp")}
          ok={t("close")}
          busy={busy}
          error={error}
          cancel={() => (forget(), setClosing(false))}
          done={async (why) => (await act(() => call(`${path}/closing`, { json: { why } }), t("closedNow"))) && setClosing(false)}
        />
      )}
    </>
  );
}
