/** Who is signed in. The only module that knows how; everything else asks `useSession`. */
import { useSyncExternalStore } from "react";
import { call, credentials, Refused, Unreachable } from "../api/client";
import { forget, remembered, remember } from "../local/database";

export interface Session {
  /** Id of whoever is signed in. */
  actor: string;
  name: string;
  /** Roles and places, where the service says them. */
  grants: { role: string; unit?: string | null; department?: string | null }[];
  /** Signed in earlier, and the service cannot be asked now. */
  offline?: boolean;
}

export type State = "unknown" | "out" | Session;

const TOKEN = "yibiao.token";
const WHO = "who";
let state: State = "unknown";
const listeners = new Set<() => void>();

credentials.headers = (method): Record<string, string> => {
  const token = sessionStorage.getItem(TOKEN);
  if (token) return { Authorization: `Bearer ${token}` };
  return method === "GET" ? {} : { "X-Requested-With": "yibiao" };
};
credentials.refused = () => {
  sessionStorage.removeItem(TOKEN);
  become("out");
};

export function useSession(): State {
  return useSyncExternalStore(listen, () => state);
}

/** Finds out who is signed in, once, when the page opens. */
export async function begin(): Promise<void> {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (given) {
    sessionStorage.setItem(TOKEN, decodeURIComponent(given));
    history.replaceState(null, "", `${location.pathname}#/`);
  }
  try {
    await found();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const before = await remembered<Session>(WHO);
    become(before ? { ...before, offline: true } : "out");
  }
}

/** Signs in with what a person typed. Throws what the service says, if it says no. */
export async function signInWithToken(token: string): Promise<void> {
  sessionStorage.setItem(TOKEN, token);
  await found();
  if (state === "out") throw new Refused({ ...WRONG });
}

/** Forgets everything that this browser keeps of the unit, whatever the service answers. */
export async function signOut(): Promise<void> {
  sessionStorage.removeItem(TOKEN);
  await forget();
  become("out");
}

async function found(): Promise<void> {
  try {
    if (!sessionStorage.getItem(TOKEN)) {
      become("out");
      return;
    }
    // Whoever carries the service's own token may read the units; an account will say more of itself.
    await call("/units");
    const session: Session = { actor: "user:administrator", name: "", grants: [{ role: "administrator" }] };
    await remember(WHO, session);
    become(session);
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 401) become("out");
    else throw error;
  }
}

const WRONG = {
  type: "urn:yibiao:problem:not-signed-in",
  status: 401,
  title: "尚未登录",
  detail: "令牌不对。",
  remedy: "请核对后再输入一次。",
  en: { title: "Not signed in", detail: "That is not the token.", remedy: "Check it and enter it again." },
};

function become(next: State): void {
  state = next;
  for (const each of listeners) each();
}

function listen(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}
