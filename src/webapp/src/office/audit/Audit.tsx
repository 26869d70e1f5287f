/** The audit: who read what, who decided what, and whether the journal is whole. */
import { Tabs } from "antd";
import { useState } from "react";
import { holds } from "../../session/kinds";
import { useSignedIn } from "../../session/session";
import { useWords } from "../../words/language";
import { AUDIT } from "../../words/audit";
import { Head } from "../pieces";
import { Accesses } from "./Accesses";
import { Deeds } from "./Deeds";
import { Verifying } from "./Verifying";

export default function Audit() {
  const t = useWords(AUDIT);
  const audits = holds(useSignedIn(), ["administrator", "auditor"]);
  const tabs = [
    ...(audits ? [{ key: "accesses", label: t("accesses"), children: <Accesses /> }] : []),
    { key: "deeds", label: t("deeds"), children: <Deeds /> },
    ...(audits ? [{ key: "verify", label: t("verify"), children: <Verifying /> }] : []),
  ];
  const [tab, setTab] = useState(tabs[0]!.key);
  return (
    <>
      <Head title={t("title")} help={t("lead")} />
      <Tabs activeKey={tab} onChange={setTab} items={tabs} destroyOnHidden />
    </>
  );
}
