/** An answer as a file: in which format, what of it, and what for. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { file, save } from "../../api/client";
import { useAct } from "../../shell/acting";
import { Refusal } from "../../shell/Said";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";

const FORMATS = ["xlsx", "csv", "parquet", "arrow", "ndjson", "json"] as const;
export type FileFormat = (typeof FORMATS)[number];

/** What is asked for, as each way of asking has it. */
export interface Way {
  value: string;
  label: string;
  path: (format: FileFormat) => string;
  json: (format: FileFormat) => unknown;
}

export function Export({ ways, title, disabled }: { ways: Way[]; title: string; disabled?: boolean }) {
  const t = useWords(SLICING);
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<FileFormat>("xlsx");
  const [of, setOf] = useState(ways[0]!.value);
  const [purpose, setPurpose] = useState("");
  const { act, busy, error, forget } = useAct();
  const way = ways.find((each) => each.value === of) ?? ways[0]!;
  const out = async () => {
    const said = purpose.trim();
    const headers: Record<string, string> = said ? { "Yibiao-Purpose": encodeURIComponent(said) } : {};
    const done = await act(async () => {
      const given = await file(way.path(format), { json: way.json(format), headers });
      save({ ...given, name: given.name || `${title}.${format}` });
    }, t("exported"));
    if (done) setOpen(false);
  };
  return (
    <>
      <Button
        type="primary"
        icon={<DownloadOutlined />}
        disabled={disabled}
        onClick={() => {
          forget();
          setOf(ways[0]!.value);
          setOpen(true);
        }}
      >
        {t("export")}
      </Button>
      <Modal open={open} title={t("exportOf", { title })} onCancel={() => setOpen(false)} okText={t("download")} okButtonProps={{ loading: busy }} onOk={() => void out()} destroyOnHidden>
        <div className="stack">
          {ways.length > 1 && <Radio.Group aria-label={t("exportWhat")} value={way.value} onChange={(event) => setOf(event.target.value as string)} options={ways.map(({ value, label }) => ({ value, label }))} />}
          <Radio.Group aria-label={t("format")} value={format} onChange={(event) => setFormat(event.target.value as FileFormat)} className="slice-formats">
            {FORMATS.map((each) => (
              <Radio key={each} value={each}>
                <b>{t(`format_${each}`)}</b> <span className="soft small">{t(`formatHelp_${each}`)}</span>
              </Radio>
            ))}
          </Radio.Group>
          <label className="stack tight">
            <span>{t("purpose")}</span>
            <Input value={purpose} maxLength={200} onChange={(event) => setPurpose(event.target.value)} placeholder={t("purposeExample")} />
            <span className="soft small">{t("purposeHelp")}</span>
          </label>
          {error !== null && <Refusal error={error} />}
        </div>
      </Modal>
    </>
  );
}
