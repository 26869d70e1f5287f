/** Who decided what, the newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Refusal, Teach } from "../../shell/Said";
import { Unprinted } from "../../shell/printing";
import { Waiting } from "../../shell/Waiting";
import { useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { AUDIT, KINDS, THINGS } from "../../words/audit";
import { usePeople } from "../accounts/asking";
import { useDepartmentNames, useElementNames, useFormTitles, useUnitNames } from "../known";
import { MOST_PRINTED, Panel, Rows } from "../pieces";

type Deed = Schemas["Deed"];

const AT_ONCE = 100;

export function Deeds() {
  const t = useWords(AUDIT);
  const thing = useWords(THINGS);
  const [kind, setKind] = useState("");
  const [typed, type] = useState("");
  const [of, setOf] = useState("");
  const actor = of.trim() && (of.includes(":") ? of.trim() : `user:${of.trim()}`);
  const deeds = useInfiniteQuery({
    queryKey: ["deeds", kind, actor],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      call<Deed[]>(`/deeds?${new URLSearchParams(Object.entries({ kind, of: actor, before: pageParam, limit: String(AT_ONCE) }).filter(([, value]) => value)).toString()}`),
    refetchOnWindowFocus: false,
    getNextPageParam: (page) => (page.length === AT_ONCE ? String(page.at(-1)!.position) : null),
  });
  return (
    <Panel flush>
      <div className="filters">
        <Input.Search aria-label={t("who")} placeholder={t("whoHelp")} allowClear value={typed} onChange={(event) => type(event.target.value)} onSearch={setOf} style={{ width: 220 }} />
        <Select
          aria-label={t("kind")}
          value={kind}
          onChange={(to) => {
            // What was typed counts, confirmed or not.
            setOf(typed);
            setKind(to);
          }}
          options={[{ value: "", label: t("allDeeds") }, ...(Object.keys(THINGS) as (keyof typeof THINGS)[]).map((each) => ({ value: each as string, label: thing(each) }))]}
          style={{ width: 160 }}
        />
      </div>
      {deeds.error && <Refusal error={deeds.error} />}
      {deeds.data ? <Done deeds={deeds.data.pages.flat()} /> : !deeds.error && <Waiting />}
      {deeds.data && deeds.hasNextPage && <Unprinted n={Math.min(deeds.data.pages.flat().length, MOST_PRINTED)} />}
      {deeds.hasNextPage && (
        <div className="more">
          <Button loading={deeds.isFetchingNextPage} onClick={() => void deeds.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Done({ deeds }: { deeds: Deed[] }) {
  const t = useWords(AUDIT);
  const kind = useWords(KINDS);
  const { moment } = useFigures();
  const people = usePeople();
  return (
    <Rows<Deed>
      rowKey="position"
      dataSource={deeds}
      pageSize={50}
      empty={<Teach title={t("noDeeds")} help={t("noDeedsHelp")} />}
      columns={[
        { title: t("when"), className: "num nowrap", render: (_, each) => moment(each.at) },
        { title: t("who"), render: (_, each) => people(each.actor) },
        { title: t("kind"), render: (_, each) => (each.kind in KINDS ? kind(each.kind as keyof typeof KINDS) : each.kind) },
        { title: t("about"), render: (_, each) => <About deed={each} /> },
        { title: t("why"), render: (_, each) => each.why ?? "—" },
      ]}
    />
  );
}

/** What it was about, by what things are called. */
function About({ deed: { kind, about = {} } }: { deed: Deed }) {
  const people = usePeople();
  const named = useNames();
  const form = useFormTitles();
  const unit = useUnitNames();
  const department = useDepartmentNames();
  const element = useElementNames();
  const parts = [
    kind.startsWith("grant.") && about.actor && people(about.actor),
    about.role && named("role", about.role),
    about.form && form(about.form),
    about.element && element(about.element),
    about.other && `→ ${element(about.other)}`,
    about.round,
    about.due && !kind.endsWith("opened") && `→ ${about.due}`,
    about.account && people(about.account),
    about.department && department(about.department),
    about.unit && unit(about.unit),
    about.by && form(about.by),
  ].filter(Boolean);
  return <>{parts.join(" · ") || "—"}</>;
}
