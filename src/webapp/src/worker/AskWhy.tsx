/** Something unusual wants a reason before it is stated. */
import { Alert, Button, Input } from "antd";
import { useEffect, useState } from "react";
import type { Draft } from "../form/draft";
import { Findings } from "../shell/Said";
import { useSpeech } from "../words/language";

export function AskWhy({ draft }: { draft: Draft }) {
  const { t } = useSpeech();
  const [why, setWhy] = useState("");
  const asking = draft.asks.length > 0;
  // It lies over the lower part of the page: not over the field that one is in.
  useEffect(() => {
    if (asking) document.activeElement?.scrollIntoView({ block: "nearest" });
  }, [asking]);
  if (!asking) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t("why")}
      description={
        <div className="stack">
          <Findings findings={draft.asks} />
          <label htmlFor="why" className="soft">
            {t("whyHelp")}
          </label>
          <Input.TextArea id="why" rows={2} value={why} onChange={(event) => setWhy(event.target.value)} maxLength={500} />
          <div className="line">
            <Button
              type="primary"
              disabled={!why.trim()}
              onClick={async () => {
                await draft.explain(why.trim());
                setWhy("");
              }}
            >
              {t("saveWithWhy")}
            </Button>
            <Button onClick={draft.putBack}>{t("putBack")}</Button>
          </div>
        </div>
      }
    />
  );
}
