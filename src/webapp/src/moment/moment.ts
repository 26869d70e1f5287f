/** As of when something is looked at, as the page holds it → as an address says it, and as the service is asked. */

/** Now, the end of a day, as a round closed, or a position of the journal. */
export type Moment = { of: "now" } | { of: "day"; day: string } | { of: "position"; position: number } | { of: "round"; round: string };

export const NOW: Moment = { of: "now" };

/** What the service is asked with. */
export function askedAs(moment: Moment): { as_of?: string; round?: string } {
  if (moment.of === "day") return { as_of: moment.day };
  if (moment.of === "position") return { as_of: String(moment.position) };
  return moment.of === "round" ? { round: moment.round } : {};
}

/** The same behind the question mark of an address, with whatever else is asked. */
export function searchOf(moment: Moment, more: Record<string, string | undefined> = {}): string {
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...more, ...askedAs(moment) })) if (value) told.set(name, value);
  return told.toString();
}

/** The same as the rest of an address: `day/2026-10-31`, `round/2026-10`, `position/1200`; nothing for now. */
export function stepsOf(moment: Moment): string[] {
  if (moment.of === "day") return ["day", moment.day];
  if (moment.of === "round") return ["round", moment.round];
  return moment.of === "position" ? ["position", String(moment.position)] : [];
}

export function momentOf(steps: string[]): Moment {
  const [of, said] = steps;
  if (!said) return NOW;
  if (of === "day") return { of, day: said };
  if (of === "round") return { of, round: said };
  return of === "position" ? { of, position: Number(said) } : NOW;
}
