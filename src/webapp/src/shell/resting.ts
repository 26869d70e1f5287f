/** What was typed, once somebody rests. */
import { useEffect, useState } from "react";

/** Milliseconds after the last key. */
const RESTS = 300;

export function useResting(text: string, rests = RESTS): string {
  const [rested, rest] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => rest(text), rests);
    return () => clearTimeout(timer);
  }, [text, rests]);
  return rested;
}
