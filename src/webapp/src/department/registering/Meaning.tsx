/** One element that a field may mean: what it is, how sure that is, and why, in sentences. */
import { CheckCircleOutlined, MinusCircleOutlined } from "@ant-design/icons";
import { Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import { useCatalogue } from "./catalogue";
import type { Candidate } from "./shown";

interface Given {
  candidate: Candidate;
  number: number;
  picked: boolean;
  taken: boolean;
  accept: () => void;
}

const MOST_REASONS = 5;

export function Meaning({ candidate, number, picked, taken, accept }: Given) {
  const t = useWords(REGISTERING);
  const { either, listed } = useSpeech();
  const names = useNames();
  const { share } = useFigures();
  const catalogue = useCatalogue();
  const element = catalogue?.elements.get(candidate.element);
  const reasons = [...candidate.evidence].sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)).slice(0, MOST_REASONS);
  const codes = element?.code_list ? catalogue?.codeLists.get(element.code_list) : undefined;
  return (
    <div className={picked ? "candidate picked" : "candidate"}>
      <button type="button" className="candidate-name" tabIndex={-1} onClick={accept}>
        <kbd>{number}</kbd>
        <span className="grow">
          <strong>{catalogue?.nameOf(candidate) ?? candidate.element}</strong>
          <span className="soft small what">
            {element && names("kind", element.kind)}
            {codes && ` · ${listed(codes.codes.slice(0, 5).map((each) => either(each.label)))}${codes.codes.length > 5 ? t("andMore", { n: codes.codes.length }) : ""}`}
          </span>
        </span>
        {taken && <Status of="good">{t("taken")}</Status>}
        <span className="score" title={t("score")}>
          <i style={{ width: `${Math.round(candidate.score * 100)}%` }} />
        </span>
        <span className="num">{share(candidate.score, 0)}</span>
      </button>
      {element?.definition && <p className="soft small">{either(element.definition)}</p>}
      <ul className="reasons">
        {reasons.map((each, at) => (
          <li key={at} className={each.weight >= 0 ? "for" : "against"}>
            {each.weight >= 0 ? <CheckCircleOutlined aria-label={t("speaksFor")} /> : <MinusCircleOutlined aria-label={t("speaksAgainst")} />} {either(each.because)}
          </li>
        ))}
      </ul>
    </div>
  );
}
