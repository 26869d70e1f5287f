/** Two elements that are one: which, what that would move, and then it is done. */
import { Alert, Button, Checkbox, Modal, Select } from "antd";
import { useState } from "react";
import { call } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { ELEMENTS } from "../../words/elements";
import { useAct } from "../../shell/acting";
import { type Element, useElementNames } from "../known";
import { goOffice } from "../route";

export interface Moves {
  id: string;
  other: string;
  codes: Record<string, string>;
  bindings: { form: string; field: string }[];
  held: { alone: number; alike: number; differing: number };
}

export const RENEWED = [["elements"], ["tables"], ["changes"], ["burden"]];

export function Merging({ element, elements, done }: { element: Element; elements: Element[]; done: () => void }) {
  const t = useWords(ELEMENTS);
  const speech = useSpeech();
  const { act, busy, error, forget } = useAct(...RENEWED);
  const [into, setInto] = useState<string>();
  const [despite, setDespite] = useState(false);
  const [moves, setMoves] = useState<Moves | null>(null);
  const asked = (preview: boolean) => call<Moves>("/elements/merges", { json: { element: element.id, into, despite, preview } });
  const subject = element.id.split(".")[0];
  const choices = elements.filter((each) => each.id !== element.id && !each.merged_into && each.id.startsWith(`${subject}.`));
  const merge = async () => {
    if (!(await act(() => asked(false), t("merged")))) return;
    done();
    goOffice("elements", into!);
  };
  return (
    <Modal
      open
      title={t("mergeTitle", { element: speech.either(element.name) })}
      onCancel={done}
      footer={
        <>
          <Button onClick={done}>{speech.t("cancel")}</Button>
          {moves ? (
            <Button type="primary" loading={busy} disabled={moves.held.differing > 0 && !despite} onClick={() => void merge()}>
              {t("doMerge")}
            </Button>
          ) : (
            <Button type="primary" loading={busy} disabled={!into} onClick={() => void act(async () => setMoves(await asked(true)))}>
              {t("preview")}
            </Button>
          )}
        </>
      }
    >
      <div className="stack">
        <p className="soft">{t("mergeHelp")}</p>
        <Select
          aria-label={t("element")}
          showSearch={{ filterOption: (text, option) => (option?.words ?? "").includes(text.toLowerCase()) }}
          autoFocus
          placeholder={t("search")}
          value={into}
          onChange={(to) => (setInto(to), setMoves(null), setDespite(false), forget())}
          options={choices.map((each) => ({
            value: each.id,
            label: `${speech.either(each.name)}（${each.id}）`,
            words: [each.id, each.name.zh, each.name.en, ...(each.synonyms ?? [])].join(" ").toLowerCase(),
          }))}
          style={{ width: "100%" }}
        />
        {moves && <Moved moves={moves} />}
        {!!moves?.held.differing && (
          <Checkbox checked={despite} onChange={(event) => setDespite(event.target.checked)}>
            {t("despite", { other: speech.either(elements.find((each) => each.id === into)?.name) })}
          </Checkbox>
        )}
        {error !== null && <Refusal error={error} />}
      </div>
    </Modal>
  );
}

/** What a change moves, before it is made. */
export function Moved({ moves }: { moves: Moves }) {
  const t = useWords(ELEMENTS);
  const { listed } = useSpeech();
  const name = useElementNames();
  const { alone, alike, differing } = moves.held;
  return (
    <div className="stack">
      <Alert type="info" showIcon title={t("moves", { n: moves.bindings.length, other: name(moves.other) })} />
      <dl className="held">
        {(
          [
            ["heldAlone", alone],
            ["heldAlike", alike],
            ["heldDiffering", differing],
          ] as const
        ).map(([word, count]) => (
          <div key={word}>
            <dt className="soft small">{t(word)}</dt>
            <dd className="num">{count}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(moves.codes).length > 0 && (
        <p>
          <b>{t("codes")}</b>{" "}
          {listed(Object.entries(moves.codes).map(([from, to]) => `${from} → ${to}`))}
        </p>
      )}
    </div>
  );
}
