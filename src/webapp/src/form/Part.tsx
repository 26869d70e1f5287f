/** One section of the form under its heading, open or closed. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { whenIdle } from "../shell/idle";

interface Given {
  id: string;
  heading: ReactNode;
  open: boolean;
  toggle: () => void;
  /** What is asked in it, for whoever looks for a word in the page while it is closed. */
  words: string;
  /** Pixels, about, until it is drawn. */
  height: number;
  children: ReactNode;
}

export function Part({ id, heading, open, toggle, words, height, children }: Given) {
  const closed = useRef<HTMLDivElement>(null);
  const latest = useRef(toggle);
  latest.current = toggle;
  useEffect(() => {
    const here = closed.current;
    if (!here) return;
    // The browser's search opens it; one that does not know how leaves it hidden.
    here.setAttribute("hidden", "until-found");
    const found = () => latest.current();
    here.addEventListener("beforematch", found);
    return () => here.removeEventListener("beforematch", found);
  }, [open]);
  return (
    <section className="part">
      <h2>
        <button type="button" aria-expanded={open} aria-controls={`${id}=`} onClick={toggle}>
          {heading}
        </button>
      </h2>
      {open ? (
        <div id={`${id}=`} style={children ? undefined : { height }}>
          {children}
        </div>
      ) : (
        <div id={`${id}=`} ref={closed} hidden className="soft small">
          {words}
        </div>
      )}
    </section>
  );
}

/** How many of *count* things are drawn by now: one at once, each further one when the browser has nothing else to do. */
export function useDrawn(count: number): number {
  const [drawn, draw] = useState(1);
  useEffect(() => {
    if (drawn >= count) return;
    return whenIdle(() => draw(drawn + 1), 400);
  }, [drawn, count]);
  return drawn;
}
