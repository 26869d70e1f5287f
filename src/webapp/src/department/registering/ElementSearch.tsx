/** Another element is looked for in the whole catalogue; arrows and Enter choose. */
import { Input, type InputRef, Modal } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import { found, useCatalogue } from "./catalogue";

interface Given {
  open: boolean;
  label: string;
  /** The kind of subject whose elements come first. */
  subject?: string | undefined;
  /** What is said where there is none. */
  nothing: string;
  choose: (element: string) => void;
  close: () => void;
}

export function ElementSearch({ open, label, subject, nothing, choose, close }: Given) {
  const t = useWords(REGISTERING);
  const { either } = useSpeech();
  const names = useNames();
  const catalogue = useCatalogue();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<InputRef>(null);
  useEffect(() => {
    if (open) setWords(label);
    setAt(0);
  }, [open, label]);
  const hits = useMemo(() => {
    const all = catalogue ? found(catalogue.elements.values(), words) : [];
    const mine = (id: string) => (id.split(".")[0] === subject ? 0 : 1);
    return all.map((each, place) => ({ each, place })).sort((one, other) => mine(one.each.id) - mine(other.each.id) || one.place - other.place).map(({ each }) => each).slice(0, 30);
  }, [catalogue, words, subject]);
  const keyed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (event.key === "Enter" && hits[at] && !event.nativeEvent.isComposing) choose(hits[at].id);
    else return;
    event.preventDefault();
  };
  return (
    <Modal open={open} onCancel={close} footer={null} title={t("searchTitle", { label })} afterOpenChange={(now) => now && input.current?.focus({ cursor: "all" })} destroyOnHidden>
      <div onKeyDown={keyed}>
        <Input
          ref={input}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls="elements-found"
          aria-activedescendant={hits[at] ? `found-${at}` : undefined}
          aria-label={t("searchElements")}
          placeholder={t("searchElements")}
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setAt(0);
          }}
        />
        <ul id="elements-found" role="listbox" aria-label={t("candidates")} className="found">
          {hits.map((each, place) => (
            <li key={each.id} id={`found-${place}`} role="option" aria-selected={place === at} onClick={() => choose(each.id)} onMouseEnter={() => setAt(place)}>
              <strong>{either(each.name)}</strong> <span className="soft small">{names("subject", each.id.split(".")[0])} · {names("kind", each.kind)}</span>
              {each.definition && <span className="soft small what">{either(each.definition)}</span>}
            </li>
          ))}
        </ul>
        {!hits.length && <p className="soft">{words.trim() ? nothing : t("searchHelp")}</p>}
      </div>
    </Modal>
  );
}
