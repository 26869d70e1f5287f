/** What was stated of a subject and is on its way, or was not taken. */
import { useLive } from "../local/live";
import { database } from "../local/database";
import { useSpeech } from "../words/language";
import { RefusedEntry } from "./RefusedEntry";
import { Status } from "../shell/Said";

export function OnItsWay({ subject }: { subject: string }) {
  const { t } = useSpeech();
  const all = useLive(() => database.outbox.where("subject").equals(subject).toArray(), [subject]) ?? [];
  const waiting = all.filter((each) => each.state === "waiting");
  const refused = all.filter((each) => each.state === "refused");
  if (!waiting.length && !refused.length) return null;
  return (
    <div className="stack">
      {waiting.length > 0 && (
        <p role="status">
          <Status of="due">{t("syncWaiting", { n: waiting.length })}</Status> <span className="soft">{t("savedKept")}</span>
        </p>
      )}
      {refused.map((each) => (
        <RefusedEntry key={each.id} outgoing={each} />
      ))}
    </div>
  );
}
