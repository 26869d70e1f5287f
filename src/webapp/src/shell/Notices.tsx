/** What became of one's account since one signed in before, told once on whatever page is open. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../api/client";
import { useSignedIn } from "../session/session";
import { useSpeech } from "../words/language";
import { useFigures } from "../words/names";
import type { Word } from "../words/words";

const SEEN = "yibiao.notices";
const SAYS: Record<Schemas["Notice"]["about"], Word> = {
  "password-changed": "noticePasswordChanged",
  "password-reset": "noticePasswordReset",
  "token-issued": "noticeTokenIssued",
  "token-revoked": "noticeTokenRevoked",
  "token-ends": "noticeTokenEnds",
  "sign-in-refused": "noticeRefused",
};

export function Notices() {
  const { t } = useSpeech();
  const { moment } = useFigures();
  const { session, offline } = useSignedIn();
  const [seen, see] = useState(() => localStorage.getItem(SEEN));
  const wanted = Boolean(session) && !offline && seen !== session;
  const { data } = useQuery({ queryKey: ["notices", session], queryFn: () => call<Schemas["Notices"]>("/session/notices"), enabled: wanted, staleTime: Number.POSITIVE_INFINITY });
  if (!wanted || !session || !data?.notices?.length) return null;
  const told = () => {
    localStorage.setItem(SEEN, session);
    see(session);
  };
  return (
    <Alert
      className="notices no-print"
      type="warning"
      showIcon
      title={data.before ? t("noticesSince", { at: moment(data.before), address: data.address ?? "" }) : t("notices")}
      description={
        <ul>
          {data.notices.map((each) => (
            <li key={`${each.about} ${each.at} ${each.label}`}>
              {t(SAYS[each.about], { at: moment(each.at), address: each.address ?? "", label: each.label ?? "", n: each.times ?? 1 })}
              {each.by ? ` ${t("noticeBy", { who: each.by.replace(/^user:/, "") })}` : ""}
            </li>
          ))}
        </ul>
      }
      action={
        <Button size="small" onClick={told}>
          {t("noticesSeen")}
        </Button>
      }
    />
  );
}
