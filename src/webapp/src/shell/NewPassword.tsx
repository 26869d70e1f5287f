/** Choosing a password: how long it is by now, and what speaks against it, said while it is typed. */
import { Form } from "antd";
import { faults, LEAST, type Fault } from "../session/password";
import { useSpeech } from "../words/language";
import { Secret } from "./Secret";

/** Long enough to be hard to guess for anybody; the meter is full. */
const FULL = 20;
const SAYS = { "password-too-short": "tooShort", "password-too-long": "tooLong", "password-names-account": "namesAccount", "password-common": "tooCommon" } as const satisfies Record<Fault, string>;

/** The new password and once more, as fields `password` and `again` of a form; for whoever has *names*. */
export function NewPassword({ names }: { names: readonly string[] }) {
  const { t } = useSpeech();
  const typed = Form.useWatch<string | undefined>("password") ?? "";
  const found = faults(typed, names);
  return (
    <>
      <Form.Item
        name="password"
        label={t("passwordNew")}
        rules={[{ validator: (_, given: string | undefined) => (faults(given ?? "", names).length ? Promise.reject(new Error(t("willNotDo"))) : Promise.resolve()) }]}
        validateTrigger="onSubmit"
        extra={<Meter length={Array.from(typed).length} found={found} />}
      >
        <Secret id="password" autoComplete="new-password" aria-describedby="password-meter" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("passwordAgain")}
        dependencies={["password"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, given) => (given === getFieldValue("password") ? Promise.resolve() : Promise.reject(new Error(t("passwordDiffers")))),
          }),
        ]}
      >
        <Secret id="again" autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

function Meter({ length, found }: { length: number; found: Fault[] }) {
  const { t } = useSpeech();
  const told = length === 0 ? t("passwordRule", { n: LEAST }) : found.length === 0 ? t(length < FULL ? "passwordDoes" : "passwordStrong") : found.map((each) => t(SAYS[each], { n: LEAST - length })).join(" ");
  return (
    <div className="tight" data-faults={length ? found.join(" ") : undefined}>
      <meter className="strength" aria-label={t("strength")} min={0} max={FULL} low={LEAST} high={LEAST + 1} optimum={FULL} value={found.length > 0 ? Math.min(length, LEAST - 1) : Math.min(length, FULL)} />
      <div id="password-meter" role="status">
        {told}
      </div>
    </div>
  );
}
