/** Where a value comes from, in words: who said it when, which forms had asked for it, out of which file and row. */
import type { Schemas } from "../api/client";
import type { Moment } from "../moment/moment";
import { useSpeech, useWords } from "../words/language";
import { MOMENT } from "../words/moment";
import { useFigures } from "../words/names";
import { ACTS, called } from "./acts";

type By = Schemas["Provenance"];

/** What whoever and whatever stands behind entries is called. */
interface Names {
  people?: Record<string, string>;
  forms?: Record<string, string>;
  departments?: Record<string, { zh: string; en?: string | null }>;
  files?: Record<string, string>;
}

/** So many forms are named; of more, how many there are. */
const NAMED = 2;

export function useWhence(names: Names) {
  const { t: say, either } = useSpeech();
  const t = useWords(MOMENT);
  const { moment } = useFigures();

  const form = (id: string): string => {
    const title = names.forms?.[id] ?? id;
    const department = either(names.departments?.[id]);
    return department ? t("formOf", { form: title, department }) : t("formAlone", { form: title });
  };

  /** The forms that asked, if any did. */
  const forms = (asked: string[] | undefined): string => {
    if (!asked?.length) return "";
    const told = asked.slice(0, NAMED).map(form).join(t("listed"));
    return asked.length > NAMED ? t("askedByMore", { forms: told, n: asked.length }) : t("askedFor", { forms: told });
  };

  /** The file and the row, of what nobody typed in. */
  const file = ({ source }: By): string => {
    if (!source) return "";
    const [, sheet, n] = /^(.*)!(\d+)$/.exec(source.place ?? "") ?? [];
    const row = n ? t("ofRow", { sheet: sheet!, n }) : source.place ? t("atPlace", { place: source.place }) : "";
    const name = names.files?.[source.id];
    return name ? t("fromFile", { file: name, row }) : t("fromSomeFile", { row });
  };

  /** All of it, of one value. */
  const said = (by: By | undefined, asked: string[] | undefined): string => {
    if (!by) return forms(asked);
    const act = by.act ? say(ACTS[by.act] ?? "actState") : say("actErased");
    return [`${called(names.people, by.actor)} ${moment(by.at)} ${act}`, file(by), forms(asked)].filter(Boolean).join(" · ");
  };

  return { forms, file, said };
}

/** When a moment is, in words. */
export function useWhen(): (moment: Moment) => string {
  const t = useWords(MOMENT);
  return (moment) => {
    if (moment.of === "day") return t("atDay", { day: moment.day });
    if (moment.of === "round") return t("atRound", { round: moment.round });
    return moment.of === "position" ? t("atPosition", { n: moment.position }) : t("asOfNow");
  };
}
