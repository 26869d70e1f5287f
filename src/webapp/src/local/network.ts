/** Whether the service answers, as far as this page has seen. */
import { useSyncExternalStore } from "react";
import { Unreachable } from "../api/client";

let reachable = navigator.onLine;
const listeners = new Set<() => void>();

/** Tells what a request came to: its error, or nothing. */
export function settled(error: unknown): void {
  become(!(error instanceof Unreachable));
}

export const isReachable = (): boolean => reachable;

export function useReachable(): boolean {
  return useSyncExternalStore(whenItChanges, isReachable);
}

export function whenItChanges(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

function become(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  for (const each of listeners) each();
}

addEventListener("offline", () => become(false));
addEventListener("online", () => become(true));
