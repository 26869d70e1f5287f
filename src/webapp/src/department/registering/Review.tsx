/** What waits for a person to decide: the department's forms with doubtful fields, and one of them, field by field. */
import "./registering.css";
import { Alert, Button } from "antd";
import { useState } from "react";
import { call } from "../../api/client";
import { useAct } from "../../shell/acting";
import { useDepartmentNames, useForms } from "../../office/known";
import { Asked, Head, Panel } from "../../office/pieces";
import { goOffice, officeWay, useWithin } from "../../office/route";
import { Refusal, Status, Teach } from "../../shell/Said";
import { Waiting as Reading } from "../../shell/Waiting";
import { useWords } from "../../words/language";
import { REGISTERING } from "../../words/registering";
import { Deciding } from "./Deciding";
import { itemsOf } from "./deciding";
import { madeIn, unsent, useDecisions } from "./draft";
import { useDepartmentsOfMine } from "./Forms";
import { formPath, useForm } from "./FormPage";
import { useMay } from "./may";

export default function Review() {
  const [id] = useWithin();
  return id ? <One key={id} id={id} /> : <Waiting />;
}

function Waiting() {
  const t = useWords(REGISTERING);
  const departmentName = useDepartmentNames();
  const mine = useDepartmentsOfMine();
  const { registers } = useMay();
  const forms = useForms();
  return (
    <>
      <Head title={t("reviewTitle")} help={t("reviewHelp")} />
      <Asked query={forms}>
        {(all) => {
          const waiting = all.filter((each) => each.status === "submitted" && each.undecided > 0 && (!mine.length || mine.includes(each.department)));
          if (!waiting.length) {
            return (
              <Teach title={t("nothingWaits")} help={t("nothingWaitsHelp")}>
                {registers && <Button href={officeWay("register")}>{t("registerNew")}</Button>}
              </Teach>
            );
          }
          return (
            <Panel flush>
              <ul className="rows">
                {waiting.map((each) => (
                  <li key={each.id} className="subject">
                    <a href={officeWay("review", each.id)}>
                      <div className="label">{each.title}</div>
                      <div className="needs">
                        {departmentName(each.department)} · {t("nFields", { n: each.fields })}
                      </div>
                    </a>
                    <Status of="missing">{t("undecidedN", { n: each.undecided })}</Status>
                  </li>
                ))}
              </ul>
            </Panel>
          );
        }}
      </Asked>
    </>
  );
}

function One({ id }: { id: string }) {
  const t = useWords(REGISTERING);
  const known = useForm(id);
  const { choices, change, unkept } = useDecisions(id);
  const [round, setRound] = useState(0);
  const { act, busy, error } = useAct(["form", id], ["forms"]);
  const made = choices ? madeIn(choices) : 0;
  const save = async () => {
    if (!choices || !made || busy) return;
    await act(async () => {
      // A decision takes back what was said before it, never the other way round.
      for (const [field, gone] of Object.entries(choices.dismissed)) {
        for (const { element, via } of gone) await call(formPath(id, "/refusals"), { json: { field, element, via } });
      }
      if (Object.keys(choices.decisions).length) await call(formPath(id, "/bindings"), { method: "PUT", json: choices.decisions });
      // What was decided while they were on their way is still to be saved.
      change((now) => unsent(now, choices));
      setRound(round + 1);
    }, t("decisionsKept"));
  };
  if (!choices) return <Reading />;
  return (
    <Asked query={known}>
      {(form) => (
        <>
          <Head title={form.form.title} help={t("reviewOneHelp")} back={{ href: officeWay("review"), label: t("reviewTitle") }}>
            <Button href={officeWay("forms", id)}>{t("theFormItself")}</Button>
          </Head>
          <Deciding key={round} items={itemsOf(form, choices)} choices={choices} put={(next) => change(() => next)} finish={() => void save()} />
          {unkept && <Alert type="warning" showIcon title={t("draftNotKept")} description={t("draftNotKeptHelp")} />}
          {error !== null && (
            <div className="stack gap">
              <Refusal error={error} />
            </div>
          )}
          <footer className="sticky line spread no-print">
            <span className="soft small">{made ? t("notKeptYet", { n: made }) : t("keptAll")}</span>
            <span className="line">
              {!made && (
                <Button onClick={() => goOffice("forms", id)}>{t("done")}</Button>
              )}
              <Button type="primary" disabled={!made} loading={busy} onClick={() => void save()}>
                {t("keepDecisions", { n: made })} <kbd>Ctrl+Enter</kbd>
              </Button>
            </span>
          </footer>
        </>
      )}
    </Asked>
  );
}
