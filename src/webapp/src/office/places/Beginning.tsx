/** The first steps in a house where nothing is asked yet: units, departments, people, the first form. */
import { CheckOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../words/language";
import { PLACES } from "../../words/places";
import { useAccounts } from "../accounts/asking";
import { useBranches, useDepartments, useForms } from "../known";
import { Asked, Head, Panel } from "../pieces";
import { officeWay } from "../route";
import "./places.css";

interface Step {
  name: "beginUnits" | "beginDepartments" | "beginAccounts" | "beginForm";
  done: boolean;
  said?: string;
  acts: { word: keyof typeof PLACES; href: string }[];
}

export function Beginning() {
  const t = useWords(PLACES);
  const units = useBranches(null);
  const departments = useDepartments();
  const accounts = useAccounts();
  const forms = useForms();
  return (
    <>
      <Head title={t("begin")} help={t("beginLead")} />
      <Panel>
        <Asked query={units}>
          {(top) => (
            <Asked query={departments}>
              {(asking) => (
                <Asked query={accounts}>
                  {(people) => (
                    <Asked query={forms}>
                      {(submitted) => <Steps steps={steps(t, { units: top.length, departments: asking.length, accounts: people.filter((each) => !each.closed).length, waiting: submitted.filter((each) => each.status === "submitted").length })} />}
                    </Asked>
                  )}
                </Asked>
              )}
            </Asked>
          )}
        </Asked>
      </Panel>
    </>
  );
}

function steps(t: (word: keyof typeof PLACES, facts?: Record<string, number>) => string, has: { units: number; departments: number; accounts: number; waiting: number }): Step[] {
  return [
    {
      name: "beginUnits",
      done: has.units > 0,
      said: t("beginUnitsDone", { n: has.units }),
      acts: [
        { word: "importList", href: officeWay("units", "import") },
        { word: "units", href: officeWay("units") },
      ],
    },
    { name: "beginDepartments", done: has.departments > 0, said: t("beginDepartmentsDone", { n: has.departments }), acts: [{ word: "addDepartment", href: officeWay("departments") }] },
    { name: "beginAccounts", done: has.accounts > 0, said: t("beginAccountsDone", { n: has.accounts }), acts: [{ word: "toAccounts", href: officeWay("accounts") }] },
    has.waiting
      ? { name: "beginForm", done: false, said: t("beginFormWaits", { n: has.waiting }), acts: [{ word: "toAdmissions", href: officeWay("admissions") }] }
      : { name: "beginForm", done: false, acts: [{ word: "registerForm", href: officeWay("register") }] },
  ];
}

function Steps({ steps }: { steps: Step[] }) {
  const t = useWords(PLACES);
  const next = steps.find((each) => !each.done);
  return (
    <ol className="begin">
      {steps.map((each, at) => {
        const state = each.done ? "done" : each === next ? "next" : "later";
        return (
          <li key={each.name} className={state}>
            <Mark done={each.done}>{at + 1}</Mark>
            <div className="grow">
              <h2>{t(each.name)}</h2>
              <p className="soft">{each.said && (each.done || each.name === "beginForm") ? each.said : t(`${each.name}Help`)}</p>
            </div>
            <div className="line">
              {each.acts.slice(0, each.done ? 1 : 2).map(({ word, href }, nth) => (
                <Button key={word} href={href} {...(state === "next" && nth === 0 ? { type: "primary" as const } : {})}>
                  {t(word)}
                </Button>
              ))}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Mark({ done, children }: { done: boolean; children: ReactNode }) {
  const t = useWords(PLACES);
  return done ? (
    <span className="mark">
      <CheckOutlined aria-label={t("done")} />
    </span>
  ) : (
    <span className="mark" aria-hidden="true">
      {children}
    </span>
  );
}
