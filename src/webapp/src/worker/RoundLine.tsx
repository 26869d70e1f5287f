/** The open round: when it is due, how far the unit has come. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { call, type Schemas } from "../api/client";
import { way } from "../shell/route";
import { Status } from "../shell/Said";
import { useSpeech } from "../words/language";
import { newestFirst, rememberRound, rounds } from "./rounds";

export type Progress = Schemas["Progress"];

export function useProgress(unit: string) {
  return useQuery({
    queryKey: ["progress", unit],
    queryFn: async () => {
      const open = newestFirst(await rounds()).find((each) => !each.closed) ?? null;
      const progress = open
        ? await call<Progress>(`/rounds/${encodeURIComponent(open.id)}/progress?unit=${encodeURIComponent(unit)}`)
        : null;
      const standing = progress?.units.find((each) => each.unit === unit);
      await rememberRound(unit, open && standing?.standing?.state !== "submitted" ? open.id : null);
      return { open, progress, standing };
    },
    retry: false,
  });
}

export function RoundLine({ unit }: { unit: string }) {
  const { t } = useSpeech();
  const { data } = useProgress(unit);
  if (!data?.open || !data.standing) return null;
  const { counts, standing } = data.standing;
  return (
    <div className="panel stack">
      <div className="line spread">
        <div className="line">
          <strong>{t("openRound", { round: data.open.id, due: data.open.due })}</strong>
          {standing && <Status of={standing.state === "returned" ? "bad" : standing.state === "submitted" ? "good" : "due"}>{t(standing.state)}</Status>}
        </div>
        <Button size="small" href={way("round")}>
          {t("goHandIn")}
        </Button>
      </div>
      <Meter held={counts.held} asked={counts.asked} />
    </div>
  );
}

export function Meter({ held, asked }: { held: number; asked: number }) {
  const { t } = useSpeech();
  const share = asked ? Math.floor((100 * held) / asked) : 100;
  return (
    <div className="tight">
      <div className="meter" role="progressbar" aria-label={t("heldCells")} aria-valuenow={share} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${share}%` }} />
      </div>
      <p className="soft small num">
        {t("cellsDone", { held: held.toLocaleString(), asked: asked.toLocaleString() })} · {share}%
      </p>
    </div>
  );
}
