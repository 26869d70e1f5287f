/** What is wrong or unusual about values, said before anything is sent: the same the service would say. */
import type { Finding, Schemas } from "../api/client";
import { check as looked, links } from "../../../yibiao/web/rules.js";
import type { MergedSchema } from "../local/database";
import { linked } from "../local/unit";

type Values = Record<string, unknown>;

/** Findings about *stated*, beside what is *held* by now of the subject of *form*, was held when the round opened, and is held of others. */
export async function check(schema: MergedSchema, stated: Values, form: Schemas["SubjectForm"], held: Values, today: string): Promise<Finding[]> {
  const { row, values } = form;
  const all = { ...row.unasked, ...held };
  const given = {
    held: all,
    before: { ...row.unasked, ...values, ...row.before },
    linked: await linked(links(schema), { ...all, ...stated }, all, form),
    subject: row.subject,
    today,
    // What is not shown may speak against it; the service knows.
    unknown: row.cells.filter((each) => (each.mask ?? "full") !== "full" && each.position != null && !(each.element in stated)).map((each) => each.element),
  };
  return looked(schema, stated, given) as Finding[];
}

/** As `check`, of somebody who is not there yet: what is held of others the service knows. */
export function checkNew(schema: MergedSchema, stated: Values, subject: string, today: string): Finding[] {
  return looked(schema, stated, { subject, today }) as Finding[];
}
