/** What fields mean: one after another, with the reasons, by mouse or with the keyboard alone. */
import { Alert, Button, Segmented } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import { useCatalogue } from "./catalogue";
import { Codes } from "./Codes";
import { type Choices, type Item, type State, useChoices } from "./deciding";
import { ElementSearch } from "./ElementSearch";
import { Meaning } from "./Meaning";

interface Given {
  items: Item[];
  choices: Choices;
  put: (choices: Choices) => void;
  /** What is done with Ctrl + Enter. */
  finish?: (() => void) | undefined;
  /** The columns of a register are decided on: what means nothing here is left out, and makes no new element. */
  columns?: boolean;
}

/** What is said of a column where a form's field would make a new element. */
const OF_COLUMNS = {
  asNew: "leaveColumn",
  saidNew: "saidLeft",
  newElement: "columnLeft",
  state_new: "columnLeft",
  state_inherited: "columnAsBefore",
  stands_new: "stands_left",
  stands_inherited: "stands_before",
  noCandidates: "noCandidatesOfColumn",
  fieldsToDecide: "columnsToDecide",
  noElementFound: "noElementOfColumn",
} as const satisfies Partial<Record<keyof typeof REGISTERING, keyof typeof REGISTERING>>;

const LOOKS: Partial<Record<State, string>> = { ask: "missing", mine: "good", new: "loaded" };

export function Deciding({ items, choices, put, finish, columns = false }: Given) {
  const words = useWords(REGISTERING);
  const { listed } = useSpeech();
  const t: typeof words = (word, facts) => words((columns && OF_COLUMNS[word as keyof typeof OF_COLUMNS]) || word, facts);
  const names = useNames();
  const catalogue = useCatalogue();
  const steps = useChoices(choices, put);
  const waiting = items.filter((each) => each.state === "ask");
  const doubtful = items.filter((each) => each.doubtful);
  const [all, setAll] = useState(doubtful.length === 0);
  const shown = all ? items : doubtful;
  const [key, setKey] = useState<string | null>(null);
  const at = Math.max(0, shown.findIndex((each) => each.key === key));
  const item = shown[at];
  const [picked, pick] = useState(0);
  const [searching, search] = useState(false);
  // What does not come near enough is in the way, until somebody wants to see it.
  const [unfolded, unfold] = useState<string | null>(null);
  const folded = item?.state === "new" && unfolded !== item.key;
  const candidates = folded ? [] : (item?.candidates ?? []);
  const [told, tell] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const focusing = useRef(false);
  useEffect(() => pick(0), [item?.key]);
  useEffect(() => {
    // After the page has taken the focus: the keys work at once.
    const frame = requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, []);
  useEffect(() => {
    if (!focusing.current) return;
    focusing.current = false;
    list.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  });
  useEffect(() => {
    void list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, all]);
  const show = (next: string | undefined) => {
    if (next === undefined) return;
    focusing.current = true;
    setKey(next);
  };
  /** The next that waits after this one, or else before it. */
  const onward = () => {
    const rest = [...shown.slice(at + 1), ...shown.slice(0, at)].find((each) => each.state === "ask");
    show((rest ?? shown[Math.min(at + 1, shown.length - 1)])?.key);
  };
  const accept = (candidate = candidates[picked]) => {
    if (!item || !candidate) return;
    steps.decide(item.key, { element: candidate.element, via: candidate.via });
    tell(t("saidMeans", { label: item.asked.label, meaning: catalogue?.nameOf(candidate) ?? candidate.element }));
    onward();
  };
  const anew = () => {
    if (!item) return;
    steps.decide(item.key, { new: true });
    tell(t("saidNew", { label: item.asked.label }));
    onward();
  };
  const refuse = () => {
    const candidate = candidates[picked];
    if (!item || !candidate) return;
    steps.dismiss(item.key, candidate);
    pick(0);
    tell(t("saidNot", { label: item.asked.label, meaning: catalogue?.nameOf(candidate) ?? candidate.element }));
    focusing.current = true;
  };
  const undo = () => {
    const back = steps.undo();
    if (back === null) return;
    tell(t("saidUndone"));
    show(back);
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.ctrlKey && event.key === "Enter" && finish) return act(event, finish);
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const digit = Number(event.key);
    if (digit >= 1 && digit <= candidates.length) return act(event, () => accept(candidates[digit - 1]));
    const onButton = (event.target as HTMLElement).tagName === "BUTTON";
    if (event.key === "Enter" && onButton) return;
    const does: Record<string, () => void> = {
      j: () => show(shown[at + 1]?.key),
      ArrowDown: () => show(shown[at + 1]?.key),
      k: () => show(shown[at - 1]?.key),
      ArrowUp: () => show(shown[at - 1]?.key),
      Home: () => show(shown[0]?.key),
      End: () => show(shown.at(-1)?.key),
      l: () => pick(Math.min(picked + 1, Math.max(0, candidates.length - 1))),
      ArrowRight: () => pick(Math.min(picked + 1, Math.max(0, candidates.length - 1))),
      h: () => pick(Math.max(0, picked - 1)),
      ArrowLeft: () => pick(Math.max(0, picked - 1)),
      Enter: () => accept(),
      a: () => accept(),
      x: refuse,
      n: anew,
      u: undo,
      "/": () => search(true),
    };
    const doing = does[event.key];
    if (doing) act(event, doing);
  };
  const by = useMemo(() => new Map(items.map((each) => [each.key, each.asked.label])), [items]);
  return (
    <div className="deciding" onKeyDown={keyed}>
      <div className="line spread">
        <Segmented
          value={all ? "all" : "doubtful"}
          onChange={(value) => {
            setAll(value === "all");
            setKey(null);
          }}
          options={[
            { value: "doubtful", label: t("doubtfulN", { n: doubtful.length }) },
            { value: "all", label: t("allN", { n: items.length }) },
          ]}
        />
        <span className="line">
          <Status of={waiting.length ? "missing" : "good"}>{waiting.length ? t("stillToDecide", { n: waiting.length }) : t("allDecided")}</Status>
          <Button size="small" disabled={!steps.undoable} onClick={undo}>
            {t("undo")} <kbd>u</kbd>
          </Button>
        </span>
      </div>
      <p className="unseen" role="status" aria-live="polite">
        {told}
      </p>
      {item ? (
        <div className="deciding-sides">
          <ul ref={list} className="deciding-list panel flush" role="listbox" aria-label={t("fieldsToDecide")}>
            {shown.map((each) => (
              <li
                key={each.key}
                role="option"
                aria-selected={each === item}
                tabIndex={each === item ? 0 : -1}
                onClick={() => show(each.key)}
                onFocus={() => each !== item && setKey(each.key)}
              >
                <span className="grow">
                  <strong>{each.asked.label}</strong>
                  <span className="soft small what">{saidOf(each) ?? each.asked.section.join(" / ")}</span>
                </span>
                <Status of={LOOKS[each.state] ?? ""}>{t(`state_${each.state}`)}</Status>
              </li>
            ))}
          </ul>
          <section className="panel deciding-one" aria-label={item.asked.label}>
            <header className="tight">
              <p className="soft small">{[item.asked.block, ...item.asked.section].filter(Boolean).join(" / ") || t("noSection")}</p>
              <h2>{item.asked.label}</h2>
              <p className="soft small">
                {item.asked.rows ? t("block") : names("kind", item.asked.kind)}
                {item.asked.unit && ` · ${item.asked.unit}`}
                {item.asked.options.length > 0 && ` · ${listed([t("options"), listed(item.asked.options.map((each) => each.title))], "：", ": ")}`}
              </p>
              {item.asked.hint && <p className="soft small">{item.asked.hint}</p>}
            </header>
            {saidOf(item) && <Alert type={item.state === "mine" ? "success" : "info"} showIcon title={t(`stands_${item.state}`, { meaning: saidOf(item)! })} />}
            <div className="candidates" role="group" aria-label={t("candidates")}>
              {candidates.map((candidate, place) => (
                <Meaning
                  key={`${candidate.element} ${candidate.via.join(" ")}`}
                  candidate={candidate}
                  number={place + 1}
                  picked={place === picked}
                  taken={item.decision ? item.decision.element === candidate.element : item.binding?.element === candidate.element}
                  accept={() => accept(candidate)}
                />
              ))}
              {folded && item.candidates.length > 0 && (
                <Button size="small" onClick={() => unfold(item.key)}>
                  {t("seeCandidates", { n: item.candidates.length })}
                </Button>
              )}
              {!item.candidates.length && <p className="soft">{item.state === "figure" ? t("figureHelp") : t("noCandidates")}</p>}
            </div>
            <div className="line deciding-acts">
              <Button type="primary" disabled={!candidates[picked]} onClick={() => accept()}>
                {t("accept")} <kbd>Enter</kbd>
              </Button>
              <Button onClick={() => search(true)}>
                {t("other")} <kbd>/</kbd>
              </Button>
              <Button onClick={anew}>
                {t("asNew")} <kbd>n</kbd>
              </Button>
              <Button disabled={!candidates[picked]} onClick={refuse}>
                {t("notSame")} <kbd>x</kbd>
              </Button>
            </div>
            <Codes item={item} decide={(decision) => steps.decide(item.key, decision)} />
          </section>
        </div>
      ) : (
        <Alert type="success" showIcon title={t("nothingDoubtful")} description={t("nothingDoubtfulHelp")} />
      )}
      <p className="keys soft small" aria-label={t("keys")}>
        <span>
          <kbd>j</kbd> <kbd>k</kbd> {t("keyMove")}
        </span>
        <span>
          <kbd>h</kbd> <kbd>l</kbd> {t("keyCandidate")}
        </span>
        <span>
          <kbd>1</kbd>–<kbd>9</kbd> {t("keyDigit")}
        </span>
        <span>
          <kbd>Enter</kbd> {t("accept")}
        </span>
        <span>
          <kbd>/</kbd> {t("other")}
        </span>
        <span>
          <kbd>n</kbd> {t("asNew")}
        </span>
        <span>
          <kbd>x</kbd> {t("notSame")}
        </span>
        <span>
          <kbd>u</kbd> {t("undo")}
        </span>
        {finish && (
          <span>
            <kbd>Ctrl</kbd>+<kbd>Enter</kbd> {t("keyFinish")}
          </span>
        )}
      </p>
      <ElementSearch
        open={searching}
        label={item ? (by.get(item.key) ?? "") : ""}
        subject={item?.candidates[0]?.element.split(".")[0]}
        nothing={t("noElementFound")}
        close={() => {
          search(false);
          focusing.current = true;
        }}
        choose={(element) => {
          search(false);
          if (!item) return;
          steps.decide(item.key, { element, via: [] });
          tell(t("saidMeans", { label: item.asked.label, meaning: catalogue?.nameOf({ element, via: [] }) ?? element }));
          onward();
        }}
      />
    </div>
  );

  function saidOf(each: Item): string | null {
    if (each.decision?.new) return t("newElement");
    const meant = each.decision?.element ? { element: each.decision.element, via: each.decision.via ?? [] } : each.binding?.element ? { element: each.binding.element, via: each.binding.via } : null;
    if ((meant || columns) && each.state === "new") return t("newElement");
    if (!meant) return each.state === "figure" ? (each.binding?.measure ?? null) : null;
    return catalogue?.nameOf(meant) ?? meant.element;
  }
}

function act(event: KeyboardEvent, doing: () => void): void {
  event.preventDefault();
  doing();
}

const isTyping = (target: EventTarget): boolean => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.closest(".ant-select, .ant-modal") !== null);
