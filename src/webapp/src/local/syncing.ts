/** Sends what waits whenever there is hope: at the start, when the network is back, and now and then. */
import { send } from "./outbox";
import { settled, whenItChanges, isReachable } from "./network";

const NOW_AND_THEN = 30_000;

export function keepSyncing(): void {
  addEventListener("online", () => void send());
  whenItChanges(() => {
    if (isReachable()) void send();
  });
  setInterval(() => void probe(), NOW_AND_THEN);
  void send();
}

/** While nobody answers, asks whether somebody does; browsers do not always notice. */
async function probe(): Promise<void> {
  if (!isReachable() && navigator.onLine) {
    try {
      await fetch("./health", { cache: "no-store" });
      settled(null);
    } catch {
      return;
    }
  }
  await send();
}
