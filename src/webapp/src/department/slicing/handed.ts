/** What a slice is to be opened with, handed over by another page: what is looked for stands in no address. */
import { type MouseEvent, useEffect, useState } from "react";
import { NOTHING, type Wish } from "./asking";

let handed: { form: string; wish: Wish } | null = null;

export function hand(form: string, wish: Partial<Wish>): void {
  handed = { form, wish: { ...NOTHING, ...wish } };
}

/** Whether a link is followed here, and not in another tab or window, which is handed nothing. */
export const plain = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean => button === 0 && !(ctrlKey || metaKey || shiftKey || altKey);

/** As a state that begins with what was handed over, once: whoever comes back later begins with everything. */
export function useHanded(form: string) {
  useEffect(() => {
    handed = null;
  }, []);
  return useState<Wish>(() => (handed?.form === form ? handed.wish : NOTHING));
}
