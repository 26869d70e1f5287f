/** What a form would add: what is asked already, what follows, what is really new, and who asks largely the same. */
import { Alert, Collapse, Progress } from "antd";
import { Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import { useDepartmentNames } from "../../office/known";
import { officeWay } from "../../office/route";
import { useCatalogue } from "./catalogue";
import { askedOf, type Binding, type FormDocument, type Review } from "./shown";

const SORTS = ["held", "derivable", "new", "undecided"] as const;
type Sort = (typeof SORTS)[number];

export function Cost({ form, review, bindings }: { form: FormDocument; review: Review; bindings: Binding[] }) {
  const t = useWords(REGISTERING);
  const { listed } = useSpeech();
  const { number } = useFigures();
  const asked = askedOf(form);
  const of = (sort: Sort) => asked.filter((each) => review.sorts[each.id] === sort);
  const counts: Record<Sort, number> = { held: review.held, derivable: review.derivable, new: review.new, undecided: of("undecided").length };
  const range = ({ low, high }: { low: number; high: number }) => (low === high ? number(low, 1) : `${number(low, 1)}–${number(high, 1)}`);
  return (
    <div className="stack">
      <dl className="figures">
        <Figure title={t("fields")} value={number(review.fields)} note={t("fieldsNote")} />
        <Figure title={t("alreadyThere")} value={number(review.held + review.derivable)} note={t("alreadyThereNote")} good />
        <Figure title={t("reallyNew")} value={number(review.new)} note={t("reallyNewNote")} />
        {review.cells != null ? (
          <Figure title={t("cellsAdded")} value={number(review.cells)} note={t("cellsNote", { rows: number(review.rows ?? 0) })} />
        ) : (
          <Figure title={t("secondsEach")} value={range(review.seconds)} note={t("secondsNote")} />
        )}
        {review.minutes && <Figure title={t("hoursAdded")} value={range({ low: review.minutes.low / 60, high: review.minutes.high / 60 })} note={t("hoursNote")} />}
      </dl>
      <div className="shares" role="img" aria-label={listed(SORTS.map((sort) => `${t(`sort_${sort}`)} ${counts[sort]}`), "，")}>
        {SORTS.filter((sort) => counts[sort]).map((sort) => (
          <span key={sort} className={sort} style={{ flexGrow: counts[sort] }}>
            {t(`sort_${sort}`)} {counts[sort]}
          </span>
        ))}
      </div>
      <Collapse
        size="small"
        defaultActiveKey={["new"]}
        items={SORTS.filter((sort) => of(sort).length).map((sort) => ({
          key: sort,
          label: (
            <>
              {t(`sort_${sort}`)} · {of(sort).length} <span className="soft small">{t(`sortHelp_${sort}`)}</span>
            </>
          ),
          children: <Fields fields={of(sort)} bindings={bindings} review={review} named={sort === "held"} />,
        }))}
      />
      <Overlaps review={review} />
    </div>
  );
}

function Figure({ title, value, note, good = false }: { title: string; value: string; note: string; good?: boolean }) {
  return (
    <div className={good ? "figure good" : "figure"}>
      <dt className="soft small">{title}</dt>
      <dd>
        <span className="value num">{value}</span>
        <span className="soft small note">{note}</span>
      </dd>
    </div>
  );
}

/** Labels, and of what is held who asks it. */
function Fields({ fields, bindings, review, named }: { fields: { id: string; label: string; section: string[] }[]; bindings: Binding[]; review: Review; named: boolean }) {
  const t = useWords(REGISTERING);
  const bound = new Map(bindings.map((each) => [each.field, each.element]));
  if (!named) {
    return (
      <div className="chips wrap">
        {fields.map((each) => (
          <Status key={each.id} of="">
            {each.label}
          </Status>
        ))}
      </div>
    );
  }
  const askers = (id: string) => {
    const element = bound.get(id);
    return review.overlaps.filter((each) => each.standing === "in-force" && element && each.elements.includes(element));
  };
  return (
    <ul className="plainlist">
      {fields.map((each) => (
        <li key={each.id}>
          {each.label} <span className="soft small">{askers(each.id).length > 0 && t("askedIn", { forms: askers(each.id).slice(0, 3).map((one) => `《${one.title}》`).join("") })}</span>
        </li>
      ))}
    </ul>
  );
}

/** Whole forms: who asks the same, and whether it is the same demand under another name. */
function Overlaps({ review }: { review: Review }) {
  const t = useWords(REGISTERING);
  const { listed } = useSpeech();
  const { share } = useFigures();
  const departmentName = useDepartmentNames();
  const catalogue = useCatalogue();
  const names = useNames();
  const variants = review.overlaps.filter((each) => each.variant);
  const shown = [...variants, ...review.overlaps.filter((each) => !each.variant)].slice(0, 8);
  return (
    <section className="stack">
      <h3>{t("whoAsks")}</h3>
      {variants.length > 0 ? (
        <Alert type="warning" showIcon title={t("variantsFound", { n: variants.length })} description={t("variantsHelp")} />
      ) : (
        <p className="soft">{shown.length ? t("noVariants") : t("nobodyElse")}</p>
      )}
      {shown.length > 0 && (
        <ul className="overlaps">
          {shown.map((each) => (
            <li key={each.form} className={each.variant ? "variant" : ""}>
              <div className="line spread">
                <a href={officeWay("forms", each.form)}>《{each.title}》</a>
                <span className="line small">
                  <span className="soft">{departmentName(each.department)}</span>
                  <Status of="">{names("standing", each.standing)}</Status>
                  {each.variant && <Status of="missing">{t("variant")}</Status>}
                </span>
              </div>
              <div className="line">
                <Progress percent={Math.round(each.share * 100)} showInfo={false} size="small" strokeColor={each.variant ? "#b26a00" : undefined} aria-label={t("sharedShare", { share: share(each.share, 0) })} style={{ maxWidth: 160 }} />
                <span className="small">{t("shared", { shared: each.shared, fields: each.fields, covered: share(each.covered, 0) })}</span>
              </div>
              {each.variant && <p className="small">{each.new.length ? t("newHere", { labels: listed(each.new) }) : t("nothingNew")}</p>}
            </li>
          ))}
        </ul>
      )}
      {review.contradictions.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("contradicted", { n: review.contradictions.length })}
          description={
            <ul className="plainlist">
              {review.contradictions.map((each) => (
                <li key={each.field + each.form}>
                  {t("contradiction", { label: each.label, title: each.title, here: named(catalogue, each.element), there: named(catalogue, each.other) })}
                </li>
              ))}
            </ul>
          }
        />
      )}
    </section>
  );
}

function named(catalogue: ReturnType<typeof useCatalogue>, meaning: string): string {
  const path = meaning.split(" → ");
  return catalogue?.nameOf({ element: path.at(-1)!, via: path.slice(0, -1) }) ?? meaning;
}
