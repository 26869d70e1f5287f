/** What somebody has begun on a page: it is there still when they come back, as long as the tab is open and they are signed in. */
import { type SetStateAction, useCallback, useRef, useState } from "react";

const begun = new Map<string, unknown>();

/** As `useState`; what is begun on another page stands under another *key*. What comes third forgets it. */
export function useBegun<T>(key: string, begin: () => T): [T, (next: SetStateAction<T>) => void, () => void] {
  const [value, setValue] = useState<T>(() => (begun.has(key) ? (begun.get(key) as T) : begin()));
  // What is put while the page is being left counts too.
  const latest = useRef(value);
  const put = useCallback(
    (next: SetStateAction<T>) => {
      latest.current = typeof next === "function" ? (next as (before: T) => T)(latest.current) : next;
      begun.set(key, latest.current);
      setValue(latest.current);
    },
    [key],
  );
  return [value, put, useCallback(() => void begun.delete(key), [key])];
}

export const forgetBegun = (): void => begun.clear();
