/** Giving back to a unit what it has handed in, for a reason. */
import { Button } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../api/client";
import { useAct } from "../shell/acting";
import { Why } from "../office/Why";
import { useSpeech } from "../words/language";
import { roundPath } from "./rounds";

export function GiveBack({ round, unit }: { round: string; unit: Schemas["UnitProgress"] }) {
  const { t } = useSpeech();
  const [asked, ask] = useState(false);
  const { act, busy, error, forget } = useAct(["progress"]);
  const path = `/units/${encodeURIComponent(unit.unit)}${roundPath(round)}/return`;
  return (
    <>
      <Button size="small" onClick={() => ask(true)}>
        {t("giveBack")}
      </Button>
      {asked && (
        <Why
          title={t("giveBackTitle", { unit: unit.name })}
          help={t("giveBackHelp")}
          ok={t("giveBack")}
          busy={busy}
          error={error}
          cancel={() => (forget(), ask(false))}
          done={async (why) => (await act(() => call(path, { json: { why } }), t("gaveBack"))) && ask(false)}
        />
      )}
    </>
  );
}
