/** What is wider than the window scrolls within itself, for a keyboard too. */
import { type ReactNode, useEffect, useRef } from "react";

/** A *label* says to a screen reader what it is that scrolls. */
export function Scroll({ label, panel = false, children }: { label?: string; panel?: boolean; children: ReactNode }) {
  const box = useScrolled(".scroll");
  return (
    <div ref={box}>
      <div className={panel ? "panel scroll" : "scroll"} {...(label ? { role: "region", "aria-label": label } : {})}>
        {children}
      </div>
    </div>
  );
}

/** Lets a keyboard reach what scrolls sideways, as long as it does. */
export function useScrolled(selector: string) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const inner = box.current?.querySelector(selector);
    if (!inner) return;
    const watch = new ResizeObserver(() => {
      if (inner.scrollWidth > inner.clientWidth) inner.setAttribute("tabindex", "0");
      else inner.removeAttribute("tabindex");
    });
    watch.observe(inner);
    for (const each of inner.children) watch.observe(each);
    return () => watch.disconnect();
  }, [selector]);
  return box;
}
