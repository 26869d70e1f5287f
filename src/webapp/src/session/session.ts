/** Who is signed in. The only module that knows how; everything else asks `useSession`. */
import { useSyncExternalStore } from "react";
import { call, credentials, Refused, type Schemas, Unreachable } from "../api/client";
import { forget, remember, remembered } from "../local/database";
import { today } from "../local/day";

export interface Session {
  /** Id of whoever is signed in. */
  actor: string;
  name: string;
  grants: { role: string; unit?: string | null; department?: string | null }[];
  /** With a first password one changes it, and nothing else. */
  first: boolean;
  /** Until when the first password lets anybody in. */
  firstUntil?: string | null;
  /** Which session it is; none for whoever came with a token. */
  session?: string | null;
  /** The administrator who looks at the pages as somebody else does, and changes nothing. */
  seenBy?: string;
  /** Signed in earlier, and the service cannot be asked now. */
  offline?: boolean;
}

type State = "unknown" | "out" | Session;

const TOKEN = "yibiao.token";
/** As whom an administrator looks, in this window; nobody, once they have ended it. */
const VIEWED = "yibiao.viewed";
const WHO = "who";
let state: State = "unknown";
const listeners = new Set<() => void>();

credentials.headers = (method): Record<string, string> => {
  const token = sessionStorage.getItem(TOKEN);
  const viewed = sessionStorage.getItem(VIEWED);
  const as: Record<string, string> = viewed ? { "Yibiao-View-As": encodeURIComponent(viewed) } : {};
  if (token) return { ...as, Authorization: `Bearer ${token}` };
  // No other site can send it, so the service knows that a page of ours asks for the change.
  return method === "GET" ? as : { ...as, "Yibiao-Request": "page" };
};
credentials.viewing = () => Boolean(sessionStorage.getItem(VIEWED));
credentials.refused = () => {
  sessionStorage.removeItem(TOKEN);
  sessionStorage.removeItem(VIEWED);
  become("out");
};

export function useSession(): State {
  return useSyncExternalStore(listen, () => state);
}

/** Whoever is signed in; only below the frame that lets nobody else in. */
export function useSignedIn(): Session {
  const session = useSession();
  if (typeof session === "string") throw new Error("nobody is signed in");
  return session;
}

/** Finds out who is signed in, once, when the page opens. */
export async function begin(): Promise<void> {
  const given = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (given) {
    sessionStorage.setItem(TOKEN, decodeURIComponent(given));
    sessionStorage.removeItem(VIEWED);
    history.replaceState(null, "", `${location.pathname}#/`);
  }
  const before = await remembered<Session>(WHO);
  // Whoever never signed in here need not be told so by the service.
  if (!before && !sessionStorage.getItem(TOKEN) && sessionStorage.getItem(VIEWED) === null) return become("out");
  try {
    await found();
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 401) return become("out");
    // Whoever may look as somebody else no longer looks as themselves.
    if (error instanceof Refused && sessionStorage.getItem(VIEWED)) {
      sessionStorage.removeItem(VIEWED);
      await forget();
      return begin();
    }
    if (!(error instanceof Unreachable)) throw error;
    become(before ? { ...before, offline: true } : "out");
  }
}

/** Signs in with what a person typed. Throws what the service says, if it says no. */
export async function signIn(login: string, password: string): Promise<void> {
  sessionStorage.removeItem(TOKEN);
  sessionStorage.removeItem(VIEWED);
  await call("/session", { json: { login, password } });
  await found();
}

/** Signs in with a token: a program's, or the one that the service was started with. */
export async function signInWithToken(token: string): Promise<void> {
  sessionStorage.setItem(TOKEN, token);
  sessionStorage.removeItem(VIEWED);
  await found();
}

/** Changes one's own password. */
export async function changePassword(before: string, password: string): Promise<void> {
  await call("/session/password", { method: "PUT", json: { before, password } });
  await found();
}

/** Looks at the pages as whoever has that id does, or as oneself again. What this browser keeps of the unit is forgotten either way. */
export async function viewAs(id: string | null): Promise<void> {
  sessionStorage.setItem(VIEWED, id ?? "");
  await forget();
  location.hash = "#/";
  location.reload();
}

/** Ends the session, and forgets everything that this browser keeps of the unit, whatever the service answers. */
export async function signOut(): Promise<void> {
  const token = sessionStorage.getItem(TOKEN);
  sessionStorage.removeItem(TOKEN);
  sessionStorage.removeItem(VIEWED);
  if (!token) await call("/session", { method: "DELETE" }).catch(() => {});
  await forget();
  become("out");
}

async function found(): Promise<void> {
  const who = await call<Schemas["Who"]>("/session");
  const viewed = sessionStorage.getItem(VIEWED);
  const actor = viewed || who.actor;
  const before = await remembered<Session>(WHO);
  // What somebody else kept on this device is not for whoever comes next.
  if (before && before.actor !== actor) await forget();
  const own: Session = { actor, name: who.name, first: who.first ?? false, firstUntil: who.first_until ?? null, session: who.session?.id ?? null, grants: [] };
  const session = viewed ? { ...own, name: viewed, session: null, seenBy: who.name } : own;
  if (!session.first) session.grants = await grantsOf(actor);
  // As whom somebody looks in this window is not who has signed in in this browser.
  if (!viewed) await remember(WHO, session);
  become(session);
}

async function grantsOf(actor: string): Promise<Session["grants"]> {
  const all = await call<(Session["grants"][number] & { taken?: unknown; sensitive?: string[]; until?: string | null })[]>(`/grants?of=${encodeURIComponent(actor)}`);
  // One that uncovers what is sensitive lets nobody do anything.
  const standing = all.filter((each) => !each.taken && !each.sensitive?.length && (!each.until || today() <= each.until));
  // The token that the service was started with carries no grants of its own, and may do everything.
  return standing.length || actor !== "user:administrator" ? standing : [{ role: "administrator" }];
}

function become(next: State): void {
  state = next;
  for (const each of listeners) each();
}

function listen(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}
