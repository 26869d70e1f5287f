/** Services: the accounts of other systems, how many tokens each has, and when one was last used. */
import { useQueries } from "@tanstack/react-query";
import { Button, Checkbox, Tag } from "antd";
import { useState } from "react";
import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { PLACES } from "../../words/places";
import { type Token, tokensOf, tokensQuery, tokenState } from "../../department/slicing/TokenList";
import { type AccountView, bare, stands, useAccounts, useGrants } from "../accounts/asking";
import { GrantTags } from "../accounts/GrantTags";
import { OneAccount } from "../accounts/OneAccount";
import { Opening } from "../accounts/Opening";
import { useMayGovern } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { officeWay, useWithin } from "../route";
import "./places.css";

export default function Services() {
  const [service] = useWithin();
  return service ? <OneAccount key={service} id={service} page="services" /> : <All />;
}

function All() {
  const t = useWords(PLACES);
  const mayChange = useMayGovern();
  const accounts = useAccounts();
  const [opening, setOpening] = useState(false);
  return (
    <>
      <Head title={t("services")} help={t("servicesLead")}>
        {mayChange && (
          <Button type="primary" onClick={() => setOpening(true)}>
            {t("addService")}
          </Button>
        )}
      </Head>
      <Asked query={accounts}>{(found) => <Listed services={found.filter((each) => each.account.id.startsWith("service:"))} />}</Asked>
      {opening && <Opening kind="service" done={() => setOpening(false)} />}
    </>
  );
}

function Listed({ services }: { services: AccountView[] }) {
  const t = useWords(PLACES);
  const { moment } = useFigures();
  const grants = useGrants();
  const [closed, setClosed] = useState(false);
  const tokens = useQueries({ queries: services.map((each) => tokensQuery(tokensOf(each.account.id))) });
  const of = (each: AccountView) => tokens[services.indexOf(each)]?.data;
  return (
    <Panel flush>
      {services.some((each) => each.closed) && (
        <div className="filters">
          <Checkbox checked={closed} onChange={(event) => setClosed(event.target.checked)}>
            {t("showClosed")}
          </Checkbox>
        </div>
      )}
      <Rows<AccountView>
        rowKey={(each) => each.account.id}
        dataSource={services.filter((each) => closed || !each.closed)}
        empty={<Teach title={t("noServices")} help={t("noServicesHelp")} />}
        columns={[
          {
            title: t("service"),
            render: (_, each) => (
              <>
                <a href={officeWay("services", each.account.id)}>{each.account.name}</a>
                <div className="soft small">
                  {bare(each.account.id)} {each.closed && <Tag>{t("closed")}</Tag>}
                </div>
              </>
            ),
          },
          {
            title: t("grants"),
            render: (_, each) => <GrantTags grants={(grants.data ?? []).filter((one) => one.actor === each.account.id && stands(one))} />,
          },
          { title: t("tokensNow"), align: "right", render: (_, each) => of(each)?.filter((one) => tokenState(one) === "stands").length ?? "…" },
          { title: t("lastUsed"), className: "num", render: (_, each) => <LastUsed tokens={of(each)} /> },
          { title: t("opened"), className: "num", render: (_, each) => moment(each.opened).slice(0, 10) },
        ]}
      />
    </Panel>
  );
}

function LastUsed({ tokens }: { tokens: Token[] | undefined }) {
  const t = useWords(PLACES);
  const { moment } = useFigures();
  const at = tokens?.map((each) => each.seen ?? "").sort().at(-1);
  return at ? <>{moment(at)}</> : <span className="soft">{tokens ? t("neverUsed") : "…"}</span>;
}
