/** A password as it is typed: covered, or shown while a button is pressed in, which a keyboard reaches too. */
import { Button, Input, type InputProps } from "antd";
import { useState } from "react";
import { useSpeech } from "../words/language";

export function Secret(props: InputProps) {
  const { t } = useSpeech();
  const [shown, show] = useState(false);
  return (
    <div className="secret-typed">
      <Input {...props} type={shown ? "text" : "password"} spellCheck={false} autoCapitalize="off" />
      <Button aria-pressed={shown} aria-label={t("showTyped")} onClick={() => show(!shown)}>
        {t(shown ? "hide" : "show")}
      </Button>
    </div>
  );
}
