/** The fields of a form as it is read: in printed order, with what somebody said of them. */
import { DeleteOutlined, EditOutlined, UndoOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useEffect, useRef } from "react";
import { Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import type { Asked } from "./shown";

export interface Line {
  key: string;
  asked: Asked;
  state: "read" | "corrected" | "missed" | "dropped";
}

interface Given {
  lines: Line[];
  chosen: string | null;
  choose: (key: string) => void;
  edit: (line: Line) => void;
  drop: (line: Line) => void;
  restore: (line: Line) => void;
}

export function FieldList({ lines, chosen, choose, edit, drop, restore }: Given) {
  const t = useWords(REGISTERING);
  const { listed } = useSpeech();
  const names = useNames();
  const here = useRef<HTMLLIElement>(null);
  useEffect(() => {
    void here.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  let number = 0;
  let under = "";
  return (
    <ol className="read-fields">
      {lines.map((line) => {
        const { key, asked, state } = line;
        const gone = state === "dropped";
        if (!gone && !asked.block) number += 1;
        const section = asked.block ? `${asked.block}` : asked.section.join(" / ");
        const heading = section !== under && section;
        under = section;
        return (
          <li key={key} ref={key === chosen ? here : undefined} className={`${key === chosen ? "chosen" : ""} ${gone ? "gone" : ""} ${asked.block ? "inner" : ""}`}>
            {heading && <p className="read-section">{heading}</p>}
            <div className="read-field">
              <button type="button" className="read-name" aria-pressed={key === chosen} onClick={() => choose(key)}>
                <span className="num soft">{gone || asked.block ? "" : number}</span>
                <span className="grow">
                  <strong>{asked.label}</strong>
                  {asked.required && (
                    <Tooltip title={t("required")}>
                      <span className="star" aria-label={t("required")}>
                        *
                      </span>
                    </Tooltip>
                  )}
                  {state !== "read" && <Status of={{ corrected: "loaded", missed: "good", dropped: "" }[state]}>{t(state)}</Status>}
                  <span className="soft small what">
                    {asked.rows ? t("block") : names("kind", asked.kind)}
                    {asked.unit && ` · ${asked.unit}`}
                    {asked.options.length > 0 && ` · ${listed(asked.options.slice(0, 4).map((each) => each.title))}${asked.options.length > 4 ? t("andMore", { n: asked.options.length }) : ""}`}
                  </span>
                </span>
              </button>
              {gone ? (
                <Button type="text" size="small" icon={<UndoOutlined />} aria-label={t("restoreField", { label: asked.label })} onClick={() => restore(line)}>
                  {t("restore")}
                </Button>
              ) : (
                <span className="read-acts">
                  <Tooltip title={t("correct")}>
                    <Button type="text" size="small" icon={<EditOutlined />} aria-label={t("correctField", { label: asked.label })} onClick={() => edit(line)} />
                  </Tooltip>
                  <Tooltip title={t("noField")}>
                    <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("dropField", { label: asked.label })} onClick={() => drop(line)} />
                  </Tooltip>
                </span>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
