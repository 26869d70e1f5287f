/** Going on to the next subject of the list, without going back to it. */
import { Button } from "antd";
import { go, way } from "../shell/route";
import { useSpeech } from "../words/language";
import { neighbours } from "./walk";

/** *settled* says whether one may go on. */
export function NextOne({ subject, settled }: { subject: string; settled: () => Promise<boolean> }) {
  const { t } = useSpeech();
  const { previous, next, at, of } = neighbours(subject);
  if (!of) return null;
  const to = async (other: string) => {
    if (await settled()) go("subject", other);
  };
  return (
    <nav className="line spread" aria-label={t("next")}>
      <Button disabled={!previous} onClick={() => previous && void to(previous)}>
        {t("previous")}
      </Button>
      <a href={way("today")} className="soft num">
        {at + 1} / {of}
      </a>
      <Button type="primary" disabled={!next} onClick={() => next && void to(next)}>
        {t("next")}
      </Button>
    </nav>
  );
}
