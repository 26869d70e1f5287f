/** Which kind of subject somebody looks at: chosen among those that are asked of, or were, where there are several. */
import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState } from "react";
import { type Kind, kinds, kindsThen } from "../local/kinds";
import { type Moment, NOW } from "../moment/moment";
import { useSpeech } from "../words/language";

/** So many stand side by side on a telephone; more are a list. */
const SIDE_BY_SIDE = 4;
const CHOSEN = "yibiao.kind";

export const useKinds = (moment: Moment = NOW) =>
  useQuery({ queryKey: moment.of === "now" ? ["kinds"] : ["kinds", moment], queryFn: () => (moment.of === "now" ? kinds() : kindsThen(moment)), staleTime: 60_000 });

interface Choice {
  kind: string;
  kinds: Kind[];
  choose: (kind: string) => void;
}

/** The kind that was chosen last in this tab; persons, as long as nobody chose and wherever they are asked of. */
export function useKind(): Choice {
  const { data: all = [] } = useKinds();
  const [chosen, setChosen] = useState(() => sessionStorage.getItem(CHOSEN) ?? "person");
  const choose = (kind: string) => {
    sessionStorage.setItem(CHOSEN, kind);
    setChosen(kind);
  };
  return { kind: among(all, chosen), kinds: all, choose };
}

/** The one that is wanted, where it is asked of or nobody knows; the first otherwise. */
export const among = (all: Kind[], wanted: string): string => (all.some((each) => each.kind === wanted) ? wanted : (all[0]?.kind ?? wanted));

export function KindChoice({ kind, kinds: all, choose }: Choice) {
  const { t } = useSpeech();
  const called = useKindName();
  if (all.length < 2) return null;
  const options = all.map((each) => ({ value: each.kind as string, label: headed(called(each)) }));
  if (all.length > SIDE_BY_SIDE) return <Select aria-label={t("kindFilter")} value={kind} onChange={choose} options={options} style={{ minWidth: 130 }} />;
  return <Segmented aria-label={t("kindFilter")} value={kind} onChange={choose} options={options} />;
}

/** What a kind is called. */
export function useKindName(): (kind: Kind) => string {
  const { either } = useSpeech();
  return (kind) => either(kind.name);
}

/** What is said of a new one of a kind. */
export function useNewOne(): (kind: string) => string {
  const { t } = useSpeech();
  const { data: all } = useKinds();
  const called = useKindName();
  return (kind) => {
    const known = all?.find((each) => each.kind === kind);
    return kind === "person" || !known ? t("newPerson") : t("newOne", { kind: called(known) });
  };
}

/** As the heading of a choice, which English begins with a capital. */
const headed = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
