/** What is wrong or unusual about values, said before anything is sent: the same the service would say. */
import type { Finding } from "../api/client";
import { findings } from "../../../yibiao/web/rules.js";
import type { MergedSchema, Property } from "../local/database";

const EXAMPLES: Record<string, string> = {
  "id-number": "11010519491231002X",
  phone: "13900000000",
  date: "2026-03-31",
  "year-month": "2026-03",
  uscc: "91110000000000000A",
};

/** Findings about *stated*, beside what is *held* of the subject. */
export function check(schema: MergedSchema, stated: Record<string, unknown>, held: Record<string, unknown>, subject: string, today: string): Finding[] {
  const malformed = Object.keys(stated).flatMap((element) => shape(schema, element, stated[element]));
  if (malformed.length) return malformed;
  return findings(schema, stated, { held, subject, today }) as Finding[];
}

function shape(schema: MergedSchema, element: string, value: unknown): Finding[] {
  const property = schema.properties[element];
  if (!property || value === null) return [];
  if (wellFormed(property, value)) return [];
  const example = EXAMPLES[property["x-kind"]];
  return [
    {
      code: "value-malformed",
      level: "error",
      where: `#/values/${element}`,
      says: {
        zh: `“${property.title}”的写法不对${example ? `，应当像 ${example}` : ""}。`,
        en: `“${property["x-title-en"]}” is not written as it should be${example ? `, such as ${example}` : ""}.`,
      },
    },
  ];
}

/** Whether a value satisfies what the merged tables say of one: type, pattern, day, choices. */
function wellFormed(property: Property, value: unknown): boolean {
  const types = [property.type].flat();
  const type = Array.isArray(value) ? "array" : typeof value;
  const fits = types.includes(type) || (Number.isInteger(value) && types.includes("integer"));
  if (!fits) return false;
  if (typeof value === "string") {
    if (property.pattern && !new RegExp(property.pattern, "u").test(value)) return false;
    if (property.format === "date" && !isDay(value)) return false;
  }
  const choices = (property.oneOf ?? property.items?.oneOf)?.map((each) => each.const);
  return !choices || [value].flat().every((each) => choices.includes(each as string));
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
