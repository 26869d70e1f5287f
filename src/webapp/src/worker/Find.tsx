/** Whatever is looked for, by name, address, or the end of a number. */
import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { way } from "../shell/route";
import { Refusal, Teach } from "../shell/Said";
import { Waiting } from "../shell/Waiting";
import { Unprinted } from "../shell/printing";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { KindChoice, useKind, useNewOne } from "./kinds";
import { Rows } from "./Rows";
import { useTable } from "./table";

/** Milliseconds after the last key before it is looked for. */
const PAUSE = 300;

export function Find() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState("");
  const choice = useKind();
  const newOne = useNewOne();
  const { kind } = choice;
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
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
          onSearch={(each) => setWords(each.trim())}
        />
        <KindChoice {...choice} />
      </div>
      <div aria-live="polite">
        {!enough ? (
          <p className="soft">{t("findHelp")}</p>
        ) : table.error ? (
          <Refusal error={table.error} />
        ) : !table.first ? (
          <Waiting />
        ) : table.rows.length ? (
          <div className="stack">
            <div className="panel flush">
              <Rows rows={table.rows} asOf={table.first.as_of} />
              {table.more && <Unprinted n={table.rows.length} of={table.first.found} />}
            </div>
            {table.more && <Button onClick={table.loadMore}>{t("loadMore", { n: 30 })}</Button>}
          </div>
        ) : (
          <div className="panel">
            <Teach title={t("nobodyFound")} help={t("nobodyFoundHelp")}>
              <Button href={way("new", kind)}>{newOne(kind)}</Button>
            </Teach>
          </div>
        )}
      </div>
    </div>
  );
}
