/** Who may sign in and what they were granted; or one of them. */
import { Button, Checkbox, Input } from "antd";
import { useMemo, useState } from "react";
import { Status, Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { ACCOUNTS } from "../../words/accounts";
import { useMayGovern } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { officeWay, useWithin } from "../route";
import { type AccountView, bare, type Grant, stands, useAccounts, useGrants } from "./asking";
import { GrantTags } from "./GrantTags";
import { OneAccount } from "./OneAccount";
import { Opening } from "./Opening";

export default function Accounts() {
  const [account] = useWithin();
  return account ? <OneAccount key={account} id={account} /> : <All />;
}

function All() {
  const t = useWords(ACCOUNTS);
  const accounts = useAccounts();
  const grants = useGrants();
  const mayChange = useMayGovern();
  const [opening, setOpening] = useState(false);
  return (
    <>
      <Head title={t("title")} help={t("lead")}>
        {mayChange && (
          <Button type="primary" onClick={() => setOpening(true)}>
            {t("open")}
          </Button>
        )}
      </Head>
      <Asked query={accounts}>{(found) => <Asked query={grants}>{(given) => <Listed accounts={found} grants={given} />}</Asked>}</Asked>
      {opening && <Opening done={() => setOpening(false)} />}
    </>
  );
}

function Listed({ accounts, grants }: { accounts: AccountView[]; grants: Grant[] }) {
  const t = useWords(ACCOUNTS);
  const named = useNames();
  const { moment } = useFigures();
  const [text, setText] = useState("");
  const [closed, setClosed] = useState(false);
  const standing = useMemo(() => byActor(grants.filter(stands)), [grants]);
  const of = (account: AccountView) => standing.get(account.account.id) ?? [];
  const fits = (each: AccountView) => [each.account.name, each.account.id, ...of(each).map((one) => named("role", one.role))].some((word) => word.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <Panel flush>
      <div className="filters">
        <Input.Search aria-label={t("search")} placeholder={t("search")} allowClear value={text} onChange={(event) => setText(event.target.value)} style={{ maxWidth: 320 }} />
        <Checkbox checked={closed} onChange={(event) => setClosed(event.target.checked)}>
          {t("showClosed")}
        </Checkbox>
      </div>
      <Rows<AccountView>
        rowKey={(each) => each.account.id}
        dataSource={accounts.filter((each) => (closed || !each.closed) && fits(each))}
        empty={<Teach title={t(accounts.length ? "none" : "nobody")} help={t("noneHelp")} />}
        columns={[
          { title: t("name"), render: (_, each) => <a href={officeWay("accounts", each.account.id)}>{each.account.name}</a> },
          { title: t("login"), render: (_, each) => bare(each.account.id) },
          { title: t("kind"), render: (_, each) => t(each.account.id.startsWith("user:") ? "person" : "service") },
          {
            title: t("grants"),
            render: (_, each) => (of(each).length ? <GrantTags grants={of(each)} /> : <span className="soft">{t("noGrants")}</span>),
          },
          { title: t("opened"), className: "num", render: (_, each) => moment(each.opened).slice(0, 10) },
          { title: t("state"), render: (_, each) => <Status of={each.closed ? "" : "good"}>{t(each.closed ? "closed" : "standing")}</Status> },
        ]}
      />
    </Panel>
  );
}

function byActor(grants: Grant[]): Map<string, Grant[]> {
  const found = new Map<string, Grant[]>();
  for (const each of grants) {
    const own = found.get(each.actor);
    if (own) own.push(each);
    else found.set(each.actor, [each]);
  }
  return found;
}
