/** What departments doubt, and what units answered. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Segmented } from "antd";
import { useMemo, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { useUnitNames } from "../../office/known";
import { Head, Rows } from "../../office/pieces";
import { officeWay } from "../../office/route";
import { Refusal, Status, Teach } from "../../shell/Said";
import { Unprinted } from "../../shell/printing";
import { Waiting } from "../../shell/Waiting";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { SLICING } from "../../words/slicing";
import { useForm } from "./columns";
import "./slicing.css";

type Challenge = Schemas["Challenge"];

const STATES = ["all", "open", "corrected", "confirmed", "withdrawn"] as const;
const LOOKS: Record<Challenge["state"] & string, string> = { open: "challenged", corrected: "good", confirmed: "loaded", withdrawn: "" };

export default function Challenges() {
  const t = useWords(SLICING);
  const [state, setState] = useState<(typeof STATES)[number]>("all");
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["challenges", "list", state],
    initialPageParam: 0,
    queryFn: ({ pageParam }) => call<Schemas["ChallengesAnswer"]>(`/challenges?after=${pageParam}${state === "all" ? "" : `&state=${state}`}`),
    refetchOnWindowFocus: false,
    getNextPageParam: (last) => last.after,
  });
  // The newest first, and those that wait for an answer before all others.
  const challenges = useMemo(() => {
    const all = data?.pages.flatMap((each) => each.challenges) ?? [];
    return all.sort((a, b) => Number(b.state === "open") - Number(a.state === "open") || b.position - a.position);
  }, [data]);
  return (
    <>
      <Head title={t("challenges")} help={t("challengesHelp")}>
        <Segmented aria-label={t("state")} value={state} onChange={setState} options={STATES.map((value) => ({ value, label: t(`state_${value}`) }))} className="states" />
      </Head>
      {error ? (
        <Refusal error={error} />
      ) : !data ? (
        <Waiting />
      ) : !challenges.length ? (
        <div className="panel">
          <Teach title={t("noChallenges")} help={t("noChallengesHelp")}>
            <Button type="primary" href={officeWay("slices")}>
              {t("toSlices")}
            </Button>
          </Teach>
        </div>
      ) : (
        <section className="panel flush">
          <Listed challenges={challenges} />
          {hasNextPage && <Unprinted n={challenges.length} />}
          {hasNextPage && (
            <Button block type="text" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("more")}
            </Button>
          )}
        </section>
      )}
    </>
  );
}

function Listed({ challenges }: { challenges: Challenge[] }) {
  const t = useWords(SLICING);
  const { moment } = useFigures();
  const { t: say } = useSpeech();
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const unitName = useUnitNames();
  const withdraw = (each: Challenge) => {
    let why = "";
    modal.confirm({
      title: t("withdraw"),
      content: <Input.TextArea autoFocus rows={2} aria-label={t("withdrawWhy")} placeholder={t("withdrawWhy")} onChange={(event) => (why = event.target.value)} />,
      okText: t("withdraw"),
      cancelText: say("cancel"),
      onOk: async () => {
        try {
          await call(`/challenges/${encodeURIComponent(each.id)}/withdrawal`, { json: { why: why.trim() || t("withdrawnWithout") } });
          await queries.invalidateQueries({ queryKey: ["challenges"] });
        } catch (error) {
          modal.error({ title: t("withdraw"), content: <Refusal error={error} /> });
        }
      },
    });
  };
  return (
    <Rows<Challenge>
      rowKey="id"
      dataSource={challenges}
      columns={[
        { title: t("state"), key: "state", render: (_, each) => <Status of={LOOKS[each.state ?? "open"]}>{t(`state_${each.state ?? "open"}`)}</Status> },
        { title: t("slice"), key: "form", render: (_, each) => <What challenge={each} /> },
        { title: t("unit"), key: "unit", render: (_, each) => unitName(each.unit) },
        { title: t("doubtWhy"), key: "why", render: (_, each) => <div className="slice-said">{each.why}</div> },
        {
          title: t("answer"),
          key: "answer",
          render: (_, { end, state }) =>
            end ? (
              <div className="slice-said">
                {end.why ?? t(`answer_${state ?? "open"}` as keyof typeof SLICING)}
                <div className="soft small">
                  {end.by.replace(/^user:/, "")} · {moment(end.at)}
                </div>
              </div>
            ) : (
              <span className="soft">{t("waits")}</span>
            ),
        },
        {
          title: t("asked"),
          key: "at",
          render: (_, each) => (
            <>
              {each.by.replace(/^user:/, "")}
              <div className="soft small num">{moment(each.at)}</div>
            </>
          ),
        },
        {
          title: <span className="unseen">{t("withdraw")}</span>,
          key: "act",
          render: (_, each) =>
            each.state === "open" && (
              <Button size="small" onClick={() => withdraw(each)}>
                {t("withdraw")}
              </Button>
            ),
        },
      ]}
    />
  );
}

function What({ challenge }: { challenge: Challenge }) {
  const t = useWords(SLICING);
  const { data } = useForm(challenge.form);
  return (
    <>
      <a href={officeWay("slices", challenge.form)}>{data?.title ?? challenge.form}</a>
      <div className="soft small">{challenge.field ? (data?.properties[challenge.field]?.title ?? challenge.field) : t("wholeRow")}</div>
    </>
  );
}
