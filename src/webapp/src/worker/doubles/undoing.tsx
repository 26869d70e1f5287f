/** A merging is taken back: the two are two again. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Refusal } from "../../shell/Said";
import type { Outcome } from "./Outcome";

interface Undoing {
  busy: boolean;
  /** Why it was not undone, where it was not. */
  refusal: ReactNode;
  undo: (merging: string, kind: string) => Promise<void>;
}

export function useUndoing(done: (outcome: Outcome) => void): Undoing {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const undo = async (merging: string, kind: string) => {
    setBusy(true);
    setError(null);
    try {
      const parted = await call<Schemas["Parted"]>(`/mergings/${encodeURIComponent(merging)}/undoing`, { json: { remark: null } });
      done({ did: "undone", parted, kind });
      await queries.invalidateQueries();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return { busy, refusal: error !== null && <Refusal error={error} />, undo };
}
