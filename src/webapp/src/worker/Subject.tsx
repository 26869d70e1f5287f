/** One subject's one form: what all forms ask of it together, filled in with what is held, saved as one goes. */
import { useQuery } from "@tanstack/react-query";
import { Refused, Unreachable } from "../api/client";
import { subjectForm } from "../local/unit";
import { Refusal, Teach } from "../shell/Said";
import { Waiting } from "../shell/Waiting";
import { useRoute } from "../shell/route";
import { useSpeech } from "../words/language";
import { ClosedSubject } from "./doubles/Closed";
import { Filling } from "./Filling";

export function Subject() {
  const [, subject = "", element] = useRoute();
  const { t } = useSpeech();
  const { data, error } = useQuery({
    queryKey: ["form", subject],
    queryFn: () => subjectForm(subject),
    // What somebody is typing into must not change below their hands.
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });
  if (error instanceof Unreachable) return <Teach title={t("notKept")} help={t("notDownloaded")} />;
  if (error instanceof Refused && error.code === "subject-closed") return <ClosedSubject subject={subject} />;
  if (error) return <Refusal error={error} />;
  if (!data) return <Waiting />;
  return <Filling key={subject} form={data} at={element} />;
}
