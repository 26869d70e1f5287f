/** One act at a time: it is waited for, its refusal is kept to be shown, and what depends on it is asked anew. */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";

/** *act* gives whether it was done; *renews* names the queries that are asked anew then. */
export function useAct(...renews: QueryKey[]) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async (doing: () => Promise<unknown>, done?: string): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await doing();
      await Promise.all(renews.map((queryKey) => queries.invalidateQueries({ queryKey })));
      if (done) void message.success(done);
      return true;
    } catch (refused) {
      setError(refused);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { act, busy, error, forget: () => setError(null) };
}
