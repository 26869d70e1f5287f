/** Going on to the next subject of the list, without going back to it. */
import { Button } from "antd";
import { go, way } from "../shell/route";
import { useSpeech } from "../words/language";
import { neighbours } from "./walk";

export function NextOne({ subject, commit }: { subject: string; commit: () => Promise<boolean> }) {
  const { t } = useSpeech();
  const { previous, next, at, of } = neighbours(subject);
  if (!of) return null;
  const to = async (other: string) => {
    await commit();
    go("subject", other);
  };
  return (
    <nav className="sticky line spread no-print" aria-label={t("next")}>
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
