/** Days, as the house counts them: by China's time. */
import type { Schemas } from "../../api/client";
import { today } from "../../local/day";

const A_DAY = 86_400_000;

export const days = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / A_DAY);

export function standingOf({ closed, opens, due }: Schemas["Round"]): "closed" | "ahead" | "running" | "overdue" {
  if (closed) return "closed";
  if (today() < opens) return "ahead";
  return today() <= due ? "running" : "overdue";
}
