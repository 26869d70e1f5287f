/** Days, as the house counts them: by China's time. */
import type { Schemas } from "../../api/client";

const A_DAY = 86_400_000;

export const today = (): string => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
export const days = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / A_DAY);

export function standingOf({ closed, opens, due }: Schemas["Round"]): "closed" | "ahead" | "running" | "overdue" {
  if (closed) return "closed";
  if (today() < opens) return "ahead";
  return today() <= due ? "running" : "overdue";
}
