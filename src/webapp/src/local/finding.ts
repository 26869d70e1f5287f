/** Subjects of a kind that are found by what is typed, once somebody rests; whatever was typed before is not waited for. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useResting } from "../shell/resting";
import { page } from "./unit";

/** So many characters at least say whom somebody looks for. */
const ENOUGH = 2;

export function useFound(unit: string, kind: string, typed: string) {
  const words = useResting(typed.trim());
  const enough = words.length >= ENOUGH;
  const asked = { unit, kind, words };
  const { data, error, isFetching, isPlaceholderData } = useQuery({ queryKey: ["found", asked], queryFn: () => page(asked), enabled: enough, placeholderData: keepPreviousData });
  return { rows: enough ? (data?.rows ?? []) : [], nothing: enough && !isPlaceholderData && data?.rows.length === 0, looking: isFetching, error };
}
