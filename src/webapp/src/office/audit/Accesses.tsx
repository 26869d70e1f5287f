/** The record of access, searched, the newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { useState } from "react";
import { call } from "../../api/client";
import { Refusal, Status, Teach } from "../../shell/Said";
import { Unprinted } from "../../shell/printing";
import { Waiting } from "../../shell/Waiting";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { AUDIT, WHATS } from "../../words/audit";
import { usePeople } from "../accounts/asking";
import { useFormTitles, useUnitNames } from "../known";
import { MOST_PRINTED, Panel, Rows } from "../pieces";
import { today } from "../../local/day";

interface Line {
  number: number;
  at: string;
  actor: string;
  seen_by?: string;
  what: keyof typeof WHATS;
  place: string;
  rows: number;
  exported?: boolean;
  unusual: boolean;
  purpose?: string;
  address?: string;
}

interface Wanted {
  of: string;
  what: string;
  place: string;
  since: string;
  until: string;
  exported: boolean;
  unusual: boolean;
}

/** As many as the service gives at once. */
const AT_ONCE = 1_000;
const A_WEEK = 7 * 86_400_000;

const weekAgo = () => new Date(Date.parse(today()) - A_WEEK).toISOString().slice(0, 10);

export function Accesses() {
  const t = useWords(AUDIT);
  const what = useWords(WHATS);
  const [wanted, want] = useState<Wanted>({ of: "", what: "", place: "", since: weekAgo(), until: "", exported: false, unusual: false });
  const [typed, type] = useState({ of: "", place: "" });
  // What was typed counts whatever is changed next, confirmed or not.
  const search = (change: Partial<Wanted>) => want({ ...wanted, ...typed, ...change });
  const lines = useInfiniteQuery({
    queryKey: ["accesses", wanted],
    initialPageParam: "",
    queryFn: ({ pageParam }) => call<Line[]>(`/accesses?${asked(wanted, pageParam)}`),
    refetchOnWindowFocus: false,
    getNextPageParam: (page) => (page.length === AT_ONCE ? String(page.at(-1)!.number) : null),
  });
  return (
    <Panel flush>
      <div className="filters">
        <Input.Search aria-label={t("who")} placeholder={t("whoHelp")} allowClear value={typed.of} onChange={(event) => type({ ...typed, of: event.target.value })} onSearch={(of) => search({ of })} style={{ width: 220 }} />
        <Select
          aria-label={t("what")}
          value={wanted.what}
          onChange={(to) => search({ what: to })}
          options={[{ value: "", label: t("anything") }, ...(Object.keys(WHATS) as (keyof typeof WHATS)[]).map((each) => ({ value: each as string, label: what(each) }))]}
          style={{ width: 140 }}
        />
        <Input.Search aria-label={t("place")} placeholder={t("placeHelp")} allowClear value={typed.place} onChange={(event) => type({ ...typed, place: event.target.value })} onSearch={(place) => search({ place })} style={{ width: 220 }} />
        <label className="line">
          <span className="soft">{t("since")}</span>
          <Input type="date" value={wanted.since} onChange={(event) => search({ since: event.target.value })} style={{ width: 140 }} />
        </label>
        <label className="line">
          <span className="soft">{t("until")}</span>
          <Input type="date" value={wanted.until} onChange={(event) => search({ until: event.target.value })} style={{ width: 140 }} />
        </label>
        <Checkbox checked={wanted.exported} onChange={(event) => search({ exported: event.target.checked })}>
          {t("onlyExported")}
        </Checkbox>
        <Checkbox checked={wanted.unusual} onChange={(event) => search({ unusual: event.target.checked })}>
          {t("onlyUnusual")}
        </Checkbox>
      </div>
      {lines.error && <Refusal error={lines.error} />}
      {lines.data ? <Lines lines={lines.data.pages.flat()} /> : !lines.error && <Waiting />}
      {lines.data && lines.hasNextPage && <Unprinted n={Math.min(lines.data.pages.flat().length, MOST_PRINTED)} />}
      {lines.hasNextPage && (
        <div className="more">
          <Button loading={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function asked({ of, what, place, since, until, exported, unusual }: Wanted, before: string): string {
  const wanted = { of: of.trim() && (of.includes(":") ? of.trim() : `user:${of.trim()}`), what, place: place.trim(), since, until, exported: exported && "true", unusual: unusual && "true", before };
  const said = Object.entries(wanted).filter(([, value]) => value) as [string, string][];
  return new URLSearchParams([...said, ["limit", String(AT_ONCE)]]).toString();
}

function Lines({ lines }: { lines: Line[] }) {
  const t = useWords(AUDIT);
  const what = useWords(WHATS);
  const { moment, number } = useFigures();
  const people = usePeople();
  const unit = useUnitNames();
  const form = useFormTitles();
  const called = (place: string) => {
    const found = form(place);
    return found === place ? unit(place) : found;
  };
  return (
    <Rows<Line>
      rowKey="number"
      dataSource={lines}
      empty={<Teach title={t("none")} help={t("noneHelp")} />}
      columns={[
        { title: t("when"), className: "num nowrap", render: (_, each) => moment(each.at) },
        {
          title: t("who"),
          render: (_, each) => (
            <>
              {each.seen_by && <span className="soft">{t("as", { who: people(each.seen_by) })} </span>}
              {people(each.actor)}
            </>
          ),
        },
        { title: t("what"), render: (_, each) => (each.what in WHATS ? what(each.what) : each.what) },
        { title: t("about"), render: (_, each) => called(each.place) || "—" },
        { title: t("rows"), align: "right", render: (_, each) => number(each.rows) },
        { title: t("purpose"), render: (_, each) => each.purpose ?? "—" },
        { title: t("from"), render: (_, each) => each.address ?? "—" },
        {
          title: "",
          render: (_, each) => (
            <>
              {each.exported && <Status of="due">{t("exported")}</Status>}
              {each.unusual && <Status of="bad">{t("unusual")}</Status>}
            </>
          ),
        },
      ]}
    />
  );
}
