/** A text that is put when the field is left; what is being typed is kept when the value comes anew meanwhile. */
import { AutoComplete, Input } from "antd";
import { useState } from "react";

interface Given {
  value: string;
  put: (text: string) => void;
  placeholder?: string;
  maxLength?: number;
}

function useTyped({ value, put }: Given, mayBeEmpty: boolean) {
  const [typed, type] = useState<string | null>(null);
  const done = (text: string | null) => {
    const said = text?.trim();
    if (said !== undefined && said !== value && (said || mayBeEmpty)) put(said);
    type(null);
  };
  return { text: typed ?? value, type, leave: () => done(typed), done };
}

export function Typed(given: Given) {
  const { text, type, leave } = useTyped(given, false);
  return <Input value={text} placeholder={given.placeholder} maxLength={given.maxLength ?? 400} onChange={({ target }) => type(target.value)} onBlur={leave} onPressEnter={leave} />;
}

/** With some that can be chosen. */
export function TypedOrChosen({ options, ...given }: Given & { options: { value: string; label: string }[] }) {
  const { text, type, leave, done } = useTyped(given, true);
  return <AutoComplete value={text} defaultActiveFirstOption={false} placeholder={given.placeholder} options={options} onChange={(next: string) => type(next)} onSelect={(chosen: string) => done(chosen)} onBlur={leave} />;
}
