/** Which of the form's options answers which code of the element, value by value. */
import { Alert, Select } from "antd";
import { useSpeech, useWords } from "../../words/language";
import { REGISTERING } from "../../words/registering";
import { useCatalogue } from "./catalogue";
import { type Item, same } from "./deciding";
import type { Decision } from "./draft";

const NONE = "\u0000";

export function Codes({ item, decide }: { item: Item; decide: (decision: Decision) => void }) {
  const t = useWords(REGISTERING);
  const { either, listed, t: say } = useSpeech();
  const catalogue = useCatalogue();
  const { binding, decision, asked } = item;
  if (!binding?.element || binding.how !== "crosswalk" || (decision && !same(decision, binding))) return null;
  const element = catalogue?.elements.get(binding.element);
  const list = element?.code_list ? catalogue?.codeLists.get(element.code_list) : undefined;
  const codes = element?.kind === "boolean" ? ["true", "false"].map((code) => ({ code, label: say(code === "true" ? "yes" : "no") })) : list?.codes.map(({ code, label }) => ({ code, label: either(label) }));
  if (!codes) return null;
  const answers = (code: string): string | null => {
    const said = decision?.crosswalk?.[code];
    return said !== undefined ? said : (binding.crosswalk[code] ?? null);
  };
  const change = (code: string, option: string) =>
    decide({ element: binding.element!, via: binding.via, crosswalk: { ...decision?.crosswalk, [code]: option === NONE ? null : option } });
  const reached = new Set(codes.map(({ code }) => answers(code)));
  const unasked = asked.options.filter((each) => !reached.has(each.value));
  const options = [...asked.options.map(({ value, title }) => ({ value, label: title })), { value: NONE, label: t("noOption") }];
  return (
    <section className="codes" aria-label={t("codes")}>
      <h3>{t("codes")}</h3>
      <p className="soft small">{t("codesHelp")}</p>
      {unasked.length > 0 && <Alert type="warning" showIcon title={t("unreached", { options: listed(unasked.map((each) => each.title)) })} />}
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t("code")}</th>
            <th scope="col">{t("option")}</th>
          </tr>
        </thead>
        <tbody>
          {codes.map(({ code, label }) => (
            <tr key={code} className={answers(code) === null ? "unmapped" : ""}>
              <td>
                <span className="soft num">{element?.kind === "boolean" ? "" : code}</span> {label}
              </td>
              <td>
                <Select size="small" aria-label={t("optionFor", { code: label })} value={answers(code) ?? NONE} options={options} onChange={(option) => change(code, option)} style={{ width: "100%" }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
