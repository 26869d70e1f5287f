/** What goes onto paper: all that the page has, and where that is not all there is, a sentence that says so. */
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useSpeech } from "../words/language";

/** Whether the page is being put on paper: what is for that alone is drawn at once, before it is. */
export function usePrinting(): boolean {
  const [printing, print] = useState(() => matchMedia("print").matches);
  useEffect(() => {
    const paper = matchMedia("print");
    const told = (now: boolean) => () => flushSync(() => print(now));
    const [before, after, changed] = [told(true), told(false), () => flushSync(() => print(paper.matches))];
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    paper.addEventListener("change", changed);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
      paper.removeEventListener("change", changed);
    };
  }, []);
  return printing;
}

/** Behind the last row on paper, where there are more: how many are printed, of how many if that is known. */
export function Unprinted({ n, of }: { n: number; of?: number }) {
  const { t } = useSpeech();
  return <p className="print-only">{of === undefined ? t("printedSome", { n }) : t("printedOf", { n, of })}</p>;
}
