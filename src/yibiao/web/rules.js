/*
 * Values of one subject and the JSON Schema of its table, `x-rules` included → what is not as they have it: the same
 * findings that the server gives. See `filling/checking.py` and `filling/evaluating.py`; a test holds them together. No
 * dependencies; Chrome 109.
 *
 * Logic of three values: null is unknown, and a rule that is not known to be broken is kept. Values that do not go
 * together give null. Numbers are doubles; two that differ by a billionth are the same.
 */

const NEAR = 1e-9;
const DECIMALS = 6;

/**
 * Everything malformed, and everything unusual or wrong by the rules: [{code, level, where, says: {zh, en}}]. Rules that
 * rest on what is malformed are left aside.
 *
 * schema: the published table. stated: values by element. given: as for `findings`.
 */
export function check(schema, stated, given = {}) {
  const wrong = malformed(schema, stated);
  const broken = Object.keys(stated).filter((each) => wrong.some(({ where }) => `${where}/`.startsWith(`${pointer(each)}/`)));
  const sound = Object.fromEntries(Object.entries(stated).filter(([each]) => !broken.includes(each)));
  return [...wrong, ...findings(schema, sound, { ...given, unknown: [...(given.unknown || []), ...broken] })];
}

/** What does not satisfy the JSON Schema: of each value the first that explains it. */
export function malformed(schema, stated) {
  return Object.entries(stated).flatMap(([element, given]) => {
    const column = own(schema.properties, element);
    if (!column) return [said(schema, "unknown-element", pointer(element), { element })];
    const names = { name_zh: column.title, name_en: column["x-title-en"] };
    return faults(column, given, column, [element]).map(([code, facts, path]) => said(schema, code, pointer(...path), { ...names, ...facts }));
  });
}

/**
 * Everything unusual or wrong by the rules, in the order of the rules.
 *
 * schema: the published table. stated: values by element, all well-formed. given, each optional: `held` (values by
 * element), `before` (values when the round opened), `linked(via, element)`, `subject`, `today` (ISO), and `unknown`:
 * elements of which nothing is known, so that rules that rest on them are left aside.
 */
export function findings(schema, stated, given = {}) {
  const context = { held: {}, before: {}, linked: () => null, subject: null, today: null, unknown: [], ...given, stated };
  const found = [];
  for (const rule of schema["x-rules"] || []) {
    const touched = rule.elements.filter((each) => has(stated, each));
    if (!touched.length || rests(rule.tree, context.unknown)) continue;
    const alone = decided(rule.tree, context);
    if (!rule.each) {
      if (value(rule.tree, context) === false) found.push(finding(rule, touched[0], schema, alone));
      continue;
    }
    for (const element of touched) {
      if (stated[element] === null) continue;
      const its = { ...context, it: stated[element], previous: own(context.before, element) };
      if (value(rule.tree, its) === false) found.push(finding(rule, element, schema, alone));
    }
  }
  return found;
}

/** The links over which rules read of others, each as a list in order. */
export function links(schema) {
  const of = (tree) => (tree.via && tree.via.length ? [tree.via] : (tree.of || []).flatMap(of));
  return (schema["x-rules"] || []).flatMap((rule) => of(rule.tree));
}

/** What a tree comes to; null is unknown. */
export function value(tree, context) {
  if ("value" in tree) return tree.value;
  if ("element" in tree) return referred(tree, context);
  if ("name" in tree) return named(tree.name, context);
  const operation = LAZY[tree.op];
  if (operation) return operation(tree.of, context);
  const known = FUNCTIONS[tree.op];
  if (!known) return null;
  const operands = tree.of.map((each) => value(each, context));
  return operands.includes(null) ? null : known(...operands);
}

const has = (values, name) => Object.prototype.hasOwnProperty.call(values, name);
const own = (values, name) => (has(values, name) && values[name] !== undefined ? values[name] : null);

/** The JSON Pointer of what stands at a path within the values. */
function pointer(...path) {
  return ["#/values", ...path.map((each) => String(each).split("~").join("~0").split("/").join("~1"))].join("/");
}

function said(schema, code, where, facts) {
  const { zh, en } = own(schema["x-malformed"] || {}, code) || { zh: "{name_zh}", en: "{name_en}" };
  const filled = (text) => text.replace(/\{(\w+)\}/g, (whole, fact) => (has(facts, fact) ? String(facts[fact]) : whole));
  return { code, level: "error", where, says: { zh: filled(zh), en: filled(en) } };
}

/** How many of the permitted codes a finding names. */
const FIRST = 8;

/** [code, facts, path] of what is wrong with a value: its type explains the rest, its shape why a check digit is wrong. */
function faults(schema, given, column, path) {
  const shape = () => [["value-malformed", { example: written((column.examples || ["…"])[0], given) }, path]];
  if (schema.type && ![schema.type].flat().some((type) => TYPES[type](given))) return shape();
  if (isText(given) && schema.pattern && !new RegExp(schema.pattern, "u").test(given)) return shape();
  const items = Array.isArray(given) && schema.items ? given.flatMap((each, at) => faults(schema.items, each, column, [...path, at])) : [];
  if (Array.isArray(given) && schema.uniqueItems && new Set(given.map(canonical)).size < given.length) return [...shape(), ...items];
  if (isText(given) && schema.format && !FORMATS[schema.format](given)) return schema.format === "date" ? shape() : [[unfit(schema.format, given), {}, path]];
  const choices = (schema.oneOf || []).filter((each) => has(each, "const"));
  if (choices.length && given !== null && !choices.some((each) => each.const === given)) {
    const first = choices.slice(0, FIRST).map((each) => `${each.const} ${each.title}`).join(", ");
    return [["code-not-in-list", { count: choices.length, first }, path]];
  }
  return items;
}

/** An example as whoever stated something else reads it: a text as it is typed, but as JSON where no text was stated. */
const written = (example, insteadOf) => (isText(example) && isText(insteadOf) ? example : JSON.stringify(example));

/** JSON that is the same for the same value. */
function canonical(given) {
  if (Array.isArray(given)) return `[${given.map(canonical).join()}]`;
  if (given === null || typeof given !== "object") return JSON.stringify(given);
  return `{${Object.keys(given).sort().map((each) => `${JSON.stringify(each)}:${canonical(given[each])}`).join()}}`;
}

/** Whether a tree reads one of the subject's own *elements*, or a link among them. */
function rests(tree, elements) {
  if ("element" in tree) return elements.includes(tree.via && tree.via.length ? tree.via[0] : tree.element);
  return (tree.of || []).some((each) => rests(each, elements));
}

/** Beside what was held before nothing blocks: either may be wrong. */
function finding(rule, element, schema, alone) {
  const blocks = rule.level === "error";
  const column = schema.properties[element];
  const said = (text) => text.split("{name_zh}").join(column.title).split("{name_en}").join(column["x-title-en"]);
  return {
    code: blocks && !alone ? "rule-unusual" : rule.code,
    level: blocks && alone ? "error" : "warning",
    where: `#/values/${element}`,
    says: { zh: said(rule.says.zh), en: said(rule.says.en) },
  };
}

/** Whether nothing that was held before plays a part, nor anybody else. */
function decided(tree, { stated, held }) {
  if ("element" in tree) return !tree.via && (has(stated, tree.element) || own(held, tree.element) === null);
  if ("name" in tree) return tree.name !== "before";
  return (tree.of || []).every((each) => decided(each, { stated, held }));
}

function referred(tree, context) {
  if (tree.via) {
    const found = context.linked(tree.via, tree.element);
    return found === undefined ? null : found;
  }
  return has(context.stated, tree.element) ? context.stated[tree.element] : own(context.held, tree.element);
}

function named(name, context) {
  const known = { it: context.it, before: context.previous, subject: context.subject, today: context.today }[name];
  return known === undefined ? null : known;
}

function joined(decisive) {
  return (operands, context) => {
    let unknown = false;
    for (const each of operands) {
      const held = value(each, context);
      if (held === decisive) return decisive;
      unknown = unknown || typeof held !== "boolean";
    }
    return unknown ? null : !decisive;
  };
}

const LAZY = {
  and: joined(false),
  or: joined(true),
  "is-null": ([operand], context) => value(operand, context) === null,
  coalesce: (operands, context) => {
    for (const each of operands) {
      const found = value(each, context);
      if (found !== null) return found;
    }
    return null;
  },
  if: ([condition, yes, no], context) => {
    const held = value(condition, context);
    if (held === true) return value(yes, context);
    return held === false ? value(no, context) : null;
  },
  age_of_birth_date: ([operand], context) => age(value(operand, context), context.today),
};

const isNumber = (each) => typeof each === "number" && Number.isFinite(each);
const isText = (each) => typeof each === "string";
const finite = (number) => (Number.isFinite(number) ? number : null);
const near = (one, other) => one === other || Math.abs(one - other) <= NEAR * Math.max(1, Math.abs(one), Math.abs(other));

/** By code points, as everywhere else: UTF-16 sorts some of them otherwise. */
function textOrder(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = left[at].codePointAt(0) - right[at].codePointAt(0);
    if (difference) return Math.sign(difference);
  }
  return Math.sign(left.length - right.length);
}

function order(one, other) {
  if (isText(one) && isText(other)) return textOrder(one, other);
  if (!isNumber(one) || !isNumber(other)) return null;
  return near(one, other) ? 0 : one > other ? 1 : -1;
}

function same(one, other) {
  if (typeof one === "boolean" && typeof other === "boolean") return one === other;
  const found = order(one, other);
  return found === null ? null : found === 0;
}

const negated = (held) => (typeof held === "boolean" ? !held : null);
const compared = (fits) => (one, other) => {
  const found = order(one, other);
  return found === null ? null : fits(found);
};
const calculated = (calculate) => (one, other) => (isNumber(one) && isNumber(other) ? finite(calculate(one, other)) : null);
const ofText = (apply) => (text) => (isText(text) ? apply(text) : null);

/** Whether a figure rounds to what was stated, to the decimals that has. */
function about(stated, figure) {
  if (!isNumber(stated) || !isNumber(figure)) return null;
  for (let decimals = 0; decimals <= DECIMALS; decimals += 1) {
    const power = Number(`1e${decimals}`);
    if (Math.abs(stated * power - Math.floor(stated * power + 0.5)) <= 1e-6) {
      return Math.abs(stated - figure) * power <= 0.5 + 1e-6 || near(stated, figure);
    }
  }
  return near(stated, figure);
}

function rounded(number, digits = 0) {
  if (!isNumber(number) || !Number.isInteger(digits) || digits < 0 || digits > 15) return null;
  const power = Number(`1e${digits}`);
  const grown = finite(Math.abs(number) * power + 0.5);
  return grown === null ? null : Math.sign(number) * (Math.floor(grown) / power);
}

function extreme(after) {
  return (...given) => {
    let found = given[0];
    if (!isText(found) && !isNumber(found)) return null;
    for (const each of given.slice(1)) {
      const found_order = order(each, found);
      if (found_order === null) return null;
      if (found_order === after) found = each;
    }
    return found;
  };
}

function among(one, ...choices) {
  const found = choices.map((each) => same(one, each));
  if (found.includes(true)) return true;
  return found.includes(null) ? null : false;
}

function between(one, low, high) {
  const [from, to] = [order(one, low), order(one, high)];
  return from === null || to === null ? null : from >= 0 && to <= 0;
}

function matches(text, pattern) {
  if (!isText(text) || !isText(pattern)) return null;
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return null;
  }
}

function isDay(text) {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1];
}

function age(birth, today) {
  if (!isText(birth) || !isText(today) || !isDay(birth) || birth > today) return null;
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const born = (number) => `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;

/** GB 11643-1999: birth date and check digit. */
function isIdNumber(text) {
  if (!/^[0-9]{17}[0-9X]$/.test(text)) return false;
  const sum = ID_WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return text[17] === "10X98765432"[sum % 11] && isDay(born(text));
}

const USCC_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** GB 32100-2015: its check digit. */
function isUscc(text) {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false;
  const sum = USCC_WEIGHTS.reduce((total, weight, at) => total + weight * USCC_DIGITS.indexOf(text[at]), 0);
  return text[17] === USCC_DIGITS[(31 - (sum % 31)) % 31];
}

const TYPES = {
  null: (given) => given === null,
  string: isText,
  boolean: (given) => typeof given === "boolean",
  integer: (given) => Number.isInteger(given),
  number: isNumber,
  array: Array.isArray,
  object: (given) => given !== null && typeof given === "object" && !Array.isArray(given),
};
const FORMATS = { date: isDay, "cn-id-number": isIdNumber, "cn-uscc": isUscc };

/** What is said of a text that is shaped well, and wrong all the same. */
function unfit(format, text) {
  if (format === "cn-uscc") return "uscc-check-digit";
  return isDay(born(text)) ? "id-number-check-digit" : "id-number-birth-date";
}

const ofIdNumber = (apply) => ofText((text) => (isIdNumber(text) ? apply(text) : null));
const ofCertificate = (apply) =>
  ofText((text) => (/^[0-9]{17}[0-9X][1-7][1-4](B[0-9]{1,2})?$/.test(text) && isIdNumber(text.slice(0, 18)) ? apply(text) : null));

const FUNCTIONS = {
  "=": same,
  "<>": (one, other) => negated(same(one, other)),
  "<": compared((found) => found < 0),
  "<=": compared((found) => found <= 0),
  ">": compared((found) => found > 0),
  ">=": compared((found) => found >= 0),
  about,
  in: among,
  between,
  "+": calculated((one, other) => one + other),
  "-": calculated((one, other) => one - other),
  "*": calculated((one, other) => one * other),
  "/": calculated((one, other) => (other ? one / other : NaN)),
  negative: (number) => (isNumber(number) ? 0 - number : null),
  not: negated,
  abs: (number) => (isNumber(number) ? Math.abs(number) : null),
  round: rounded,
  greatest: extreme(1),
  least: extreme(-1),
  length: ofText((text) => Array.from(text).length),
  contains: (several, one) => (Array.isArray(several) && isText(one) ? several.includes(one) : null),
  starts_with: (text, beginning) => (isText(text) && isText(beginning) ? text.startsWith(beginning) : null),
  matches,
  year: ofText((text) => (isDay(Array.from(text).slice(0, 10).join("")) ? Number(text.slice(0, 4)) : null)),
  day: ofText((text) => Array.from(text).slice(0, 10).join("")),
  sex_of_id_number: ofIdNumber((text) => (Number(text[16]) % 2 ? "1" : "2")),
  birth_date_of_id_number: ofIdNumber(born),
  division_of_id_number: ofIdNumber((text) => text.slice(0, 6)),
  id_number_of_disability_certificate: ofCertificate((text) => text.slice(0, 18)),
  disability_type_of_certificate: ofCertificate((text) => text[18]),
  disability_grade_of_certificate: ofCertificate((text) => text[19]),
  division_of_uscc: ofText((text) => (isUscc(text) ? text.slice(2, 8) : null)),
};
