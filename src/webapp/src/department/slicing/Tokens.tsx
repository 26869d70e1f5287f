/** One's own tokens: made for as far and as long as a program needs, shown once, revoked. */
import { useQuery } from "@tanstack/react-query";
import { Head } from "../../office/pieces";
import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { NewToken, TokenList, tokensQuery } from "./TokenList";
import "./slicing.css";

const OWN = "/tokens";

export default function Tokens() {
  const t = useWords(SLICING);
  const tokens = useQuery(tokensQuery(OWN));
  return (
    <>
      <Head title={t("tokens")} help={t("tokensHelp")}>
        {!tokens.error && <NewToken path={OWN} />}
      </Head>
      <section className="panel flush">
        <TokenList path={OWN} mayRevoke empty={<Teach title={t("noTokens")} help={t("noTokensHelp")} />} />
      </section>
      <section className="panel slice-how">
        <h2>{t("tokenHow")}</h2>
        <pre tabIndex={0}>{`curl -H "Authorization: Bearer yb_…" ${location.origin}/api/v1/slices/<form>?format=csv`}</pre>
        <p className="soft small">{t("tokenHowOdata", { address: `${location.origin}/odata/` })}</p>
      </section>
    </>
  );
}
