/** What a button opens beside it: the keyboard goes into it, and back to the button when it closes. */
import { Popover, type PopoverProps } from "antd";
import { cloneElement, type ReactElement, type ReactNode, type Ref, useRef } from "react";

interface Given extends Pick<PopoverProps, "title" | "placement"> {
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Drawn while it is open. */
  content: ReactNode;
  children: ReactElement<{ ref?: Ref<HTMLButtonElement> }>;
}

const CONTROLS = "input:not([disabled]), button:not([disabled]), a[href], [tabindex]:not([tabindex='-1'])";

/** The first control; among buttons of which one is chosen, that one. */
function firstOf(box: HTMLElement | null): HTMLElement | null {
  const first = box?.querySelector<HTMLElement>(CONTROLS) ?? box;
  const chosen = first instanceof HTMLInputElement && first.type === "radio" ? box?.querySelector<HTMLElement>("input[type=radio]:checked") : null;
  return chosen ?? first;
}

export function Opening({ open, setOpen, content, children, ...given }: Given) {
  const inside = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const settled = (opened: boolean) => {
    if (opened) {
      if (!inside.current?.contains(document.activeElement)) firstOf(inside.current)?.focus();
    } else if (document.activeElement === document.body || inside.current?.contains(document.activeElement)) {
      // What somebody went to meanwhile keeps the keyboard.
      trigger.current?.focus();
    }
  };
  return (
    <Popover {...given} trigger="click" open={open} onOpenChange={setOpen} destroyOnHidden afterOpenChange={settled} content={<div ref={inside} tabIndex={-1}>{open && content}</div>}>
      {cloneElement(children, { ref: trigger })}
    </Popover>
  );
}
