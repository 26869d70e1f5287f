/** One's own tokens: made for as far and as long as a program needs, shown once, revoked. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Refused } from "../../api/client";
import { Head } from "../../office/pieces";
import { officeWay } from "../../office/route";
import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { NewToken, TokenList, tokensQuery } from "./TokenList";
import "./slicing.css";

const OWN = "/tokens";

export default function Tokens() {
  const t = useWords(SLICING);
  const tokens = useQuery(tokensQuery(OWN));
  // Whoever came with a token and no password has no account that another could stand for.
  const refused = tokens.error instanceof Refused && tokens.error.problem.status === 403;
  return (
    <>
      <Head title={t("tokens")} help={t("tokensHelp")}>
        {!tokens.error && <NewToken path={OWN} />}
      </Head>
      <section className="panel flush">
        {refused ? (
          <Teach title={t("noAccount")} help={t("noAccountHelp")}>
            <Button href={officeWay("accounts")}>{t("toAccounts")}</Button>
          </Teach>
        ) : (
          <TokenList path={OWN} mayRevoke empty={<Teach title={t("noTokens")} help={t("noTokensHelp")} />} />
        )}
      </section>
      <section className="panel slice-how">
        <h2>{t("tokenHow")}</h2>
        <pre tabIndex={0}>{`curl -H "Authorization: Bearer yb_…" ${location.origin}/api/v1/slices/<form>?format=csv`}</pre>
        <p className="soft small">{t("tokenHowOdata", { address: `${location.origin}/odata/` })}</p>
      </section>
    </>
  );
}
