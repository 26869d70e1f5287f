/** Where what stands in a subject's form comes from, field by field, once somebody wants to know. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Switch } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { call, type Schemas } from "../api/client";
import { database } from "../local/database";
import { useLive } from "../local/live";
import { useWords } from "../words/language";
import { MOMENT } from "../words/moment";
import { useWhence } from "./whence";

interface Whence {
  /** The switch that shows it. */
  control: ReactNode;
  /** What is said under each field; nothing while nobody wants to know. */
  of: Map<string, string> | undefined;
}

const NOBODY = {};

/** Who said what when is asked of the service once for the whole form; without a network, the days that are kept with the row are told. */
export function useFieldWhence({ row }: Schemas["SubjectForm"]): Whence {
  const t = useWords(MOMENT);
  const [wanted, want] = useState(false);
  // What was just sent has come from somebody else by now.
  const sent = useLive(() => database.outbox.where("subject").equals(row.subject).filter((each) => each.state === "sent").count(), [row.subject]);
  const held = useQuery({
    queryKey: ["held", row.subject, "now", sent],
    queryFn: () => call<Schemas["RecordThen"]>(`/subjects/${encodeURIComponent(row.subject)}`),
    enabled: wanted,
    staleTime: 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { said } = useWhence(held.data ?? NOBODY);
  const by = useMemo(() => new Map(held.data?.by.map((each) => [each.position, each])), [held.data]);
  const of = useMemo(() => {
    const told = (cell: Schemas["AskedCell"]): string => {
      const now = held.data?.record.cells?.[cell.element];
      if (now && now.value != null) return [said(by.get(now.position), held.data?.asked?.[cell.element]), now.loaded && t("unconfirmed")].filter(Boolean).join(" · ");
      if (held.data || cell.position == null) return "";
      const days = [cell.stated && t("statedOn", { day: cell.stated }), cell.fresh && cell.fresh !== cell.stated && t("freshOn", { day: cell.fresh })];
      return [...days, cell.statuses?.includes("loaded") && t("unconfirmed")].filter(Boolean).join(" · ");
    };
    return new Map(row.cells.map((each) => [each.element, told(each)]));
    // What is said changes with what is known, and with the language.
  }, [row, by, held.data, t("whence")]);
  const control = (
    <>
      <label className="line">
        <Switch size="small" checked={wanted} onChange={want} loading={held.isFetching} /> {t("whence")}
      </label>
      {wanted && held.error && <span className="soft small">{t("whenceOffline")}</span>}
    </>
  );
  return { control, of: wanted ? of : undefined };
}
