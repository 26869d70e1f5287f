/** A row with everything in it, one field under another, each of which can be doubted. */
import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Drawer, Spin } from "antd";
import type { Schemas } from "../../api/client";
import { Status } from "../../shell/Said";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { type Column, shown, useCellWords } from "./columns";
import type { Doubted } from "./Doubt";
import type { RowAt } from "./windows";

interface Given {
  /** Nothing until it is there. */
  row: RowAt | null;
  at: number;
  total: number;
  columns: Column[];
  challenges: Schemas["Challenge"][];
  go: (at: number) => void;
  close: () => void;
  doubt: ((doubted: Doubted) => void) | null;
}

export function OneRow({ row, at, total, columns, challenges, go, close, doubt }: Given) {
  const t = useWords(SLICING);
  const words = useCellWords();
  const doubtsOf = (field: string | null) => challenges.find((each) => each.subject === row?.subject && (each.field ?? null) === field);
  const whole = doubtsOf(null);
  const subject = row?.subject;
  return (
    <Drawer
      open
      onClose={close}
      size={420}
      title={t("rowN", { n: at + 1 })}
      extra={
        <div className="line">
          <Button size="small" disabled={at === 0} onClick={() => go(at - 1)}>
            {t("before")}
          </Button>
          <Button size="small" disabled={at >= total - 1} onClick={() => go(at + 1)}>
            {t("next")}
          </Button>
        </div>
      }
      footer={
        doubt &&
        subject && (
          <div className="line spread">
            <span className="soft small">{whole ? <Status of="challenged">{t("doubtedRow")}</Status> : t("doubtHelpShort")}</span>
            <Button icon={<QuestionCircleOutlined />} onClick={() => doubt({ subject, row: at })}>
              {t("doubtRow")}
            </Button>
          </div>
        )
      }
    >
      {!row && <Spin className="slice-drawing" />}
      <dl className="slice-fields">
        {(row ? columns : []).map((column) => {
          const value = shown(column, row!.cells[column.at], words);
          const doubted = doubtsOf(column.id);
          return (
            <div key={column.id}>
              <dt>
                {column.section.length > 0 && `${column.section.join(" / ")} / `}
                {column.label}
              </dt>
              <dd>
                <span className="grow">{column.mask === "none" ? <span className="soft">{t("masked")}</span> : value || <span className="soft">—</span>}</span>
                {doubted ? (
                  <span title={doubted.why}>
                    <Status of="challenged">{t("doubted")}</Status>
                  </span>
                ) : (
                  doubt &&
                  subject &&
                  !column.id.startsWith("#") && (
                    <Button
                      type="text"
                      size="small"
                      icon={<QuestionCircleOutlined />}
                      aria-label={t("doubtCellOf", { column: column.label })}
                      title={t("doubtCell")}
                      onClick={() => doubt({ subject, row: at, field: { id: column.id, label: column.label, value } })}
                    />
                  )
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </Drawer>
  );
}
