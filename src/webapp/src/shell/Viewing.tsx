/** On every page: that it is seen as somebody else sees it, and by whom. On paper, too. */
import { Alert, Button } from "antd";
import { useSignedIn, viewAs } from "../session/session";
import { useSpeech } from "../words/language";

export function Viewing() {
  const { t } = useSpeech();
  const { actor, seenBy } = useSignedIn();
  if (!seenBy) return null;
  return (
    <Alert
      className="notices viewing"
      type="info"
      showIcon
      title={t("viewing", { who: actor.replace(/^user:/, ""), by: seenBy })}
      action={
        <Button size="small" className="no-print" onClick={() => void viewAs(null)}>
          {t("viewingEnd")}
        </Button>
      }
    />
  );
}
