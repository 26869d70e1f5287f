/** Whose table is open: the unit that somebody works in, remembered on this device. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { lastKnown } from "../local/lastKnown";
import { type Act, asks, may, places } from "../session/kinds";
import { useSignedIn } from "../session/session";
import { useSpeech } from "../words/language";
import { go } from "./route";
import { Refusal, Teach } from "./Said";
import { Waiting } from "./Waiting";

export type Unit = Schemas["Unit"];

interface Choice {
  unit: Unit;
  units: Unit[];
  choose: (code: string) => void;
  /** Whether whoever is signed in may do that at one of the units. */
  may: (act: Act, unit: string) => boolean;
}

const CHOSEN = "yibiao.unit";
const Chosen = createContext<Choice | null>(null);

export function useUnit(): Choice {
  const choice = useContext(Chosen);
  if (!choice) throw new Error("outside of UnitProvider");
  return choice;
}

/** Every unit there is, those of others too. */
export const useUnits = (): UseQueryResult<Unit[]> => useQuery({ queryKey: ["units"], queryFn: () => lastKnown<Unit[]>("units", "/units"), staleTime: 60_000 });

/** What units are called, those of others too; the code itself where nobody knows. */
export function useUnitNames(): (code: string) => string {
  const { data } = useUnits();
  return (code) => data?.find((each) => each.code === code)?.name ?? code;
}

export function UnitProvider({ children }: { children: ReactNode }) {
  const { t } = useSpeech();
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN));
  const session = useSignedIn();
  const mine = places(session);
  const setsUp = asks(session);
  const { data: all, error } = useUnits();
  const units = useMemo(() => (mine && all ? all.filter((each) => within(each, mine, all)) : all), [all, mine?.join()]);
  const choice = useMemo(() => {
    const unit = units?.find((each) => each.code === chosen) ?? units?.find((each) => !units.some((one) => one.code === each.parent)) ?? units?.[0];
    const choose = (code: string) => {
      localStorage.setItem(CHOSEN, code);
      setChosen(code);
    };
    return unit && units ? { unit, units, choose, may: (act: Act, at: string) => may(session, act, upwards(at, units)) } : null;
  }, [units, chosen, session]);
  if (!units) return error ? <Refusal error={error} /> : <Waiting />;
  if (!choice && setsUp) return <ToOffice />;
  if (!choice) return <Teach title={t("noSubjects")} help={t("noSubjectsHelp")} />;
  return <Chosen.Provider value={choice}>{children}</Chosen.Provider>;
}

/** Where there is no unit yet, whoever sets the house up has nothing to fill in: they begin at the workplace. */
function ToOffice() {
  useEffect(() => go("office"), []);
  return <Waiting />;
}

/** Whether a unit is one of *places*, or lies below one. */
function within(unit: Unit, places: string[], all: Unit[]): boolean {
  return upwards(unit.code, all).some((each) => places.includes(each));
}

/** The code of the highest of *units* above one of them, or of itself. */
export const uppermost = (code: string, units: Unit[]): string => upwards(code, units).filter((each) => units.some((one) => one.code === each)).at(-1) ?? code;

/** The codes of a unit and of those above it, the next first. */
function upwards(code: string, all: Unit[]): string[] {
  const found = [code];
  for (let at = all.find((each) => each.code === code)?.parent; at && !found.includes(at); at = all.find((each) => each.code === at)?.parent) found.push(at);
  return found;
}
