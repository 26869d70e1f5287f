/** Where somebody is: the part of the address after `#`. It needs no server, so it works with the network gone. */
import { useState, useSyncExternalStore } from "react";

/** The steps of the way: `#/subject/person%3A1` → ["subject", "person:1"]. */
function steps(hash: string): string[] {
  return hash.replace(/^#\/?/, "").split("?")[0]!.split("/").filter(Boolean).map(decodeURIComponent);
}

/** The address of a way. */
export function way(...names: string[]): string {
  return `#/${names.map(encodeURIComponent).join("/")}`;
}

export function go(...names: string[]): void {
  location.hash = way(...names);
}

function listen(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

export function useRoute(): string[] {
  return steps(useSyncExternalStore(listen, () => location.hash));
}

/** Names this visit to the page: the same again for whoever comes back with the browser's own button, another for whoever opens the page anew. */
export function useVisit(): string {
  const [visit] = useState(() => {
    const { visit: before } = (history.state ?? {}) as { visit?: string };
    const made = before ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
    if (!before) history.replaceState({ ...history.state, visit: made }, "");
    return made;
  });
  return visit;
}
