/** Whether the journal is whole, and everything that hangs on it agrees. */
import { Alert, Button, Spin } from "antd";
import { useState } from "react";
import { call, type Finding } from "../../api/client";
import { Findings, Refusal } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { AUDIT } from "../../words/audit";
import { useAct } from "../../shell/acting";
import { Panel } from "../pieces";

interface Verified {
  position: number;
  findings: Finding[];
}

export function Verifying() {
  const t = useWords(AUDIT);
  const { number } = useFigures();
  const { act, busy, error } = useAct();
  const [found, setFound] = useState<Verified | null>(null);
  const verify = () => {
    setFound(null);
    void act(async () => setFound(await call<Verified>("/verification", { method: "POST" })));
  };
  return (
    <Panel>
      <div className="stack">
        <p>{t("verifyLead")}</p>
        <Button type="primary" disabled={busy} onClick={verify}>
          {t("verifyNow")}
        </Button>
        <div role="status">
          {busy && (
            <p className="line soft">
              <Spin size="small" /> {t("verifying")}
            </p>
          )}
          {found && !found.findings.length && <Alert type="success" showIcon title={t("whole")} description={t("wholeTo", { n: number(found.position) })} />}
          {found && found.findings.length > 0 && <Alert type="error" showIcon title={t("broken", { n: found.findings.length })} description={<Findings findings={found.findings} />} />}
        </div>
        {error !== null && <Refusal error={error} />}
      </div>
    </Panel>
  );
}
