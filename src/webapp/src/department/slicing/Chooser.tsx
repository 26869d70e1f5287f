/** Which columns are shown, in their order; an export has all of them. */
import { TableOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import type { Column } from "./columns";
import { Opening } from "../../shell/Opening";

interface Given {
  columns: Column[];
  hidden: string[];
  hide: (hidden: string[]) => void;
}

export function Chooser({ columns, hidden, hide }: Given) {
  const t = useWords(SLICING);
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const found = columns.filter((each) => [...each.section, each.label].join(" ").includes(words.trim()));
  const toggle = (id: string) => hide(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id]);
  const content = (
    <div className="slice-filtering stack">
      {columns.length > 12 && <Input allowClear aria-label={t("findColumn")} placeholder={t("findColumn")} value={words} onChange={(event) => setWords(event.target.value)} />}
      <div className="slice-among">
        {found.map((each) => (
          <Checkbox key={each.id} checked={!hidden.includes(each.id)} disabled={!hidden.includes(each.id) && hidden.length === columns.length - 1} onChange={() => toggle(each.id)}>
            {each.section.length > 0 && <span className="soft">{each.section.join(" / ")} / </span>}
            {each.label}
          </Checkbox>
        ))}
      </div>
      <div className="line spread">
        <Button size="small" onClick={() => hide([])}>
          {t("showAll")}
        </Button>
        <span className="soft small">{t("exportHasAll")}</span>
      </div>
    </div>
  );
  return (
    <Opening open={open} setOpen={setOpen} placement="bottomRight" title={t("columns")} content={content}>
      <Button icon={<TableOutlined />}>{hidden.length ? t("columnsSome", { n: columns.length - hidden.length, of: columns.length }) : t("columns")}</Button>
    </Opening>
  );
}
