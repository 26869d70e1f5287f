/** What this browser keeps, as it changes. */
import { liveQuery } from "dexie";
import { useEffect, useState } from "react";
import { database, type Outgoing } from "./database";

/** What *ask* gives, again whenever something it read has changed; nothing until it first answers. */
export function useLive<T>(ask: () => Promise<T>, depends: readonly unknown[] = []): T | undefined {
  const [answer, setAnswer] = useState<T>();
  useEffect(() => {
    const subscription = liveQuery(ask).subscribe({ next: setAnswer, error: () => setAnswer(undefined) });
    return () => subscription.unsubscribe();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, depends);
  return answer;
}

interface Queue {
  waiting: number;
  refused: number;
  contested: number;
}

/** How many entries are where. */
export function useQueue(): Queue {
  const count = (state: Outgoing["state"]) => database.outbox.where("state").equals(state).count();
  const counted = useLive(async () => {
    const [waiting, refused, contested] = await Promise.all([count("waiting"), count("refused"), count("contested")]);
    return { waiting, refused, contested };
  });
  return counted ?? { waiting: 0, refused: 0, contested: 0 };
}
