/** The period of a form's own calendar in which a day lies. */
import type { Dayjs } from "dayjs";

export const PICKERS: Record<string, "month" | "quarter" | "year"> = { monthly: "month", quarterly: "quarter", yearly: "year" };

const written = (day: Dayjs): string => day.format("YYYY-MM-DD");

/** First and last day of the month, quarter or year of *day*. */
export function spanOf(picker: "month" | "quarter" | "year", day: Dayjs): [string, string] {
  if (picker !== "quarter") return [written(day.startOf(picker)), written(day.endOf(picker))];
  const first = day.month(Math.floor(day.month() / 3) * 3).startOf("month");
  return [written(first), written(first.add(2, "month").endOf("month"))];
}
