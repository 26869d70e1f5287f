/** How sensitive an element is. */
import { Status } from "../../shell/Said";
import { useNames } from "../../words/names";

export function Sensitivity({ of }: { of: string | undefined }) {
  const named = useNames();
  return <Status of={of === "open" ? "good" : of === "personal" ? "" : "bad"}>{named("sensitivity", of)}</Status>;
}
