/** A merging is taken back: the two are two again. */
import type { ReactNode } from "react";
import { call, type Schemas } from "../../api/client";
import { useAct } from "../../shell/acting";
import { Refusal } from "../../shell/Said";
import type { Outcome } from "./Outcome";

interface Undoing {
  busy: boolean;
  /** Why it was not undone, where it was not. */
  refusal: ReactNode;
  undo: (merging: string, kind: string) => Promise<void>;
}

export function useUndoing(done: (outcome: Outcome) => void): Undoing {
  const { act, busy, error } = useAct([]);
  const undo = async (merging: string, kind: string) => {
    await act(async () => done({ did: "undone", parted: await call<Schemas["Parted"]>(`/mergings/${encodeURIComponent(merging)}/undoing`, { json: { remark: null } }), kind }));
  };
  return { busy, refusal: error !== null && <Refusal error={error} />, undo };
}
