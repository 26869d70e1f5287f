/** Of what somebody was asked elsewhere: which questions are held already, and which forms ask them. */
import type { Schemas } from "../api/client";
import { Status } from "../shell/Said";
import { ASKED } from "../words/asked";
import { useWords } from "../words/language";

const LOOKS = { held: "good", derivable: "good", new: "missing", undecided: "due" } as const;

export const heldOf = (form: Schemas["Recognised"]): number => form.questions.filter((each) => each.sort === "held" || each.sort === "derivable").length;

export function Recognised({ report, open = false }: { report: Schemas["SentinelReport"]; open?: boolean }) {
  const t = useWords(ASKED);
  if (report.unread) return <p className="soft">{t("unread")}</p>;
  return (
    <>
      {(report.recognised ?? []).map((form, at) => (
        <details key={at} open={open}>
          <summary>{t("answers", { title: form.title, all: form.questions.length, held: heldOf(form), fresh: form.questions.length - heldOf(form) })}</summary>
          <ul className="asked-questions" aria-label={t("questions")}>
            {form.questions.map((each, number) => (
              <li key={number}>
                <Status of={LOOKS[each.sort]}>{t(each.sort)}</Status> {each.label}
                {!!each.forms?.length && <span className="soft small"> {t("askedBy", { forms: each.forms.map((one) => `《${one}》`).join("") })}</span>}
              </li>
            ))}
          </ul>
        </details>
      ))}
    </>
  );
}
