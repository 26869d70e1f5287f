/** Whatever is looked for, by name, address, or the end of a number. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useBegun } from "../local/begun";
import { useResting } from "../shell/resting";
import { useVisit, way } from "../shell/route";
import { Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { KindChoice, useKind, useNewOne } from "./kinds";
import { Listing } from "./Listing";
import { useTable } from "./table";

export function Find() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  // Whoever comes back from somebody they have found goes on among the others.
  const [typed, setTyped] = useBegun(`find ${useVisit()}`, () => "");
  const [entered, enter] = useState("");
  const rested = useResting(typed.trim());
  const words = entered === typed.trim() ? entered : rested;
  const choice = useKind();
  const newOne = useNewOne();
  const { kind } = choice;
  const enough = words.length > 1;
  const table = useTable({ unit: unit.code, kind, group: kind === "household" ? "household" : undefined, words }, enough);
  return (
    <div className="stack">
      <div className="line spread">
        <h1 tabIndex={-1}>{t("findTitle")}</h1>
        <Button type="primary" href={way("new", kind)}>
          {newOne(kind)}
        </Button>
      </div>
      <div className="line">
        <Input.Search
          className="grow"
          aria-label={t("findPlaceholder")}
          placeholder={t("findPlaceholder")}
          allowClear
          autoFocus
          size="large"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(each) => enter(each.trim())}
        />
        <KindChoice {...choice} />
      </div>
      <div aria-live="polite">
        {enough ? (
          <Listing
            table={table}
            empty={
              <Teach title={t("nobodyFound")} help={t("nobodyFoundHelp")}>
                <Button href={way("new", kind)}>{newOne(kind)}</Button>
              </Teach>
            }
          />
        ) : (
          <p className="soft">{t("findHelp")}</p>
        )}
      </div>
    </div>
  );
}
