/** One round: how far its units are, who was late; to be extended or closed. */
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { ROUNDS } from "../../words/rounds";
import { useAct } from "../../shell/acting";
import { usePeople } from "../accounts/asking";
import { type Round, useMayGovern, useRounds } from "../known";
import { Asked, Head, Panel } from "../pieces";
import { officeWay } from "../route";
import { roundPath } from "../../worker/rounds";
import { useProgress } from "./asking";
import { Extending } from "./Opening";
import { Progressed } from "./Progressed";
import { State } from "./Rounds";

export function OneRound({ id }: { id: string }) {
  const t = useWords(ROUNDS);
  const named = useNames();
  const called = usePeople();
  const rounds = useRounds();
  return (
    <Asked query={rounds}>
      {(found) => {
        const round = found.find((each) => each.id === id);
        if (!round) return <Head back={{ href: officeWay("rounds"), label: t("title") }} title={id} />;
        return (
          <>
            <Head back={{ href: officeWay("rounds"), label: t("title") }} title={round.id} help={`${named("period", round.period)} · ${round.opens} – ${round.due}`}>
              <State round={round} />
              {!round.closed && <Acts round={round} />}
            </Head>
            <Progressed round={round} />
            {!!round.extensions?.length && (
              <Panel title={t("extensions")}>
                <ul className="plain-list">
                  {round.extensions.map((each) => (
                    <li key={each.due}>{t("extension", { ...each, by: called(each.by) })}</li>
                  ))}
                </ul>
              </Panel>
            )}
            {round.closed && <Sealed id={id} />}
          </>
        );
      }}
    </Asked>
  );
}

function Acts({ round }: { round: Round }) {
  const t = useWords(ROUNDS);
  const speech = useSpeech();
  const { modal } = App.useApp();
  const mayGovern = useMayGovern();
  const [extending, setExtending] = useState(false);
  const { act, busy, error } = useAct(["rounds"], ["progress"]);
  const progress = useProgress(round.id, null);
  if (!mayGovern) return null;
  const open = (progress.data?.units ?? []).reduce((sum, { units }) => sum + (units.units ?? 0) - (units.submitted ?? 0), 0);
  const close = () =>
    modal.confirm({
      title: t("close"),
      content: t("closeAsk", { n: open }),
      okText: t("close"),
      cancelText: speech.t("cancel"),
      okButtonProps: { danger: true },
      onOk: () => act(() => call(`${roundPath(round.id)}/closing`, { method: "POST" }), t("closedNow")),
    });
  return (
    <>
      <Button onClick={() => setExtending(true)}>{t("extend")}</Button>
      <Button danger loading={busy} onClick={close}>
        {t("close")}
      </Button>
      {error !== null && <Refusal error={error} />}
      {extending && <Extending round={round} done={() => setExtending(false)} />}
    </>
  );
}

function Sealed({ id }: { id: string }) {
  const t = useWords(ROUNDS);
  const known = useQuery({
    queryKey: ["rounds", id, "sealing"],
    queryFn: () => call<Schemas["SealedRound"]>(roundPath(id)),
    refetchInterval: ({ state }) => (state.data && state.data.sealing.done < state.data.sealing.forms ? 2_000 : false),
  });
  return (
    <Panel title={t("sealing")}>
      <Asked query={known}>{({ sealing }) => <p className="num">{t("sealed", { done: sealing.done, forms: sealing.forms })}</p>}</Asked>
    </Panel>
  );
}
