/** A value as a person reads it; of a link, what it leads to is called. */
import { useQuery } from "@tanstack/react-query";
import type { Property } from "../local/database";
import { labelOf } from "../local/unit";
import { shownValue, useValueWords } from "./values";

const A_MINUTE = 60_000;

export function Value({ property, value }: { property: Property | undefined; value: unknown }) {
  const words = useValueWords();
  if (property?.["x-kind"] === "link" && typeof value === "string") return <Called subject={value} />;
  return <>{shownValue(property, value, words)}</>;
}

/** What a subject is called, once that is known. */
export function Called({ subject }: { subject: string }) {
  return <>{useCalled(subject) ?? "…"}</>;
}

export function useCalled(subject: string | undefined): string | undefined {
  return useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject!), staleTime: A_MINUTE, enabled: subject !== undefined }).data;
}
