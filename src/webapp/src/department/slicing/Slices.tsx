/** The slices that somebody may read; and one of them, when the address names it. */
import { useQuery } from "@tanstack/react-query";
import { Badge, Input } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { useDepartmentNames, useForms } from "../../office/known";
import { Asked, Head, Rows } from "../../office/pieces";
import { officeWay, useWithin } from "../../office/route";
import { useSignedIn } from "../../session/session";
import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { SLICING } from "../../words/slicing";
import { departmentsOf } from "./may";
import { Slice } from "./Slice";
import "./slicing.css";

export default function Slices() {
  const [form] = useWithin();
  return form ? <Slice key={form} form={form} /> : <Mine />;
}

function Mine() {
  const t = useWords(SLICING);
  const names = useNames();
  const own = departmentsOf(useSignedIn());
  const [words, setWords] = useState("");
  const forms = useForms();
  const { data: doubts } = useQuery({ queryKey: ["challenges", "open"], queryFn: () => call<Schemas["ChallengesAnswer"]>("/challenges?state=open") });
  const nameOf = useDepartmentNames();
  return (
    <>
      <Head title={t("slices")} help={t("slicesHelp")}>
        <Input.Search aria-label={t("findSlice")} placeholder={t("findSlice")} allowClear value={words} onChange={(event) => setWords(event.target.value)} style={{ width: 240 }} />
      </Head>
      <Asked query={forms}>
        {(all) => {
          const mine = all.filter((each) => (own === null || own.includes(each.department)) && !["submitted", "refused"].includes(each.status));
          const found = mine.filter((each) => `${each.title} ${nameOf(each.department)}`.includes(words.trim())).reverse();
          if (!mine.length) return <Teach title={t("noSlices")} help={t("noSlicesHelp")} />;
          return (
            <section className="panel flush">
              <Rows
                rowKey="id"
                dataSource={found}
                empty={t("noneFound")}
                columns={[
                  {
                    title: t("slice"),
                    key: "title",
                    render: (_, each) => (
                      <a className="slice-name" href={officeWay("slices", each.id)}>
                        {each.title}
                      </a>
                    ),
                  },
                  { title: t("department"), key: "department", render: (_, each) => nameOf(each.department) },
                  { title: t("about"), key: "subject", render: (_, each) => names("subject", each.subject) },
                  { title: t("layout"), key: "layout", render: (_, each) => names("layout", each.layout) },
                  { title: t("period"), key: "period", render: (_, each) => names("period", each.period) },
                  { title: t("state"), key: "status", render: (_, each) => <Badge status={each.status === "admitted" ? "success" : "default"} text={names("formState", each.status)} /> },
                  { title: t("columns"), key: "fields", dataIndex: "fields", align: "right", className: "num" },
                  {
                    title: t("openDoubts"),
                    key: "doubts",
                    align: "right",
                    className: "num",
                    render: (_, each) => doubts?.challenges.filter((one) => one.form === each.id).length || "—",
                  },
                ]}
              />
            </section>
          );
        }}
      </Asked>
    </>
  );
}
