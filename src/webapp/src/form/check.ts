/** What is wrong or unusual about values, said before anything is sent: the same the service would say. */
import type { Finding } from "../api/client";
import { check as looked } from "../../../yibiao/web/rules.js";
import type { MergedSchema } from "../local/database";

/** Findings about *stated*, beside what is *held* of the subject. */
export function check(schema: MergedSchema, stated: Record<string, unknown>, held: Record<string, unknown>, subject: string, today: string): Finding[] {
  return looked(schema, stated, { held, subject, today }) as Finding[];
}
