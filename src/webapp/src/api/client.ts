/** Requests to the service, and every way in which one fails. */
import type { components } from "./described";

export type Schemas = components["schemas"];

/** Says who is calling; set by the session, so that nothing else knows how somebody signed in. */
export const credentials = {
  headers: (_method: string): Record<string, string> => ({}),
  /** Whether the pages are seen as somebody else sees them, who changes nothing. */
  viewing: (): boolean => false,
  refused: () => {},
};

export interface Said {
  zh: string;
  en: string;
}

export interface Finding {
  code: string;
  level?: "error" | "warning";
  where?: string;
  says: Said;
  remedy?: Said;
  asks_why?: boolean;
}

/** The element whose value a finding is about, or a part of it. */
export function elementOf(finding: Finding): string {
  return (/^#\/values\/([^/]*)/.exec(finding.where ?? "")?.[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}

export interface Candidate {
  subject: string;
  unit: string;
  closed: boolean;
  score?: number;
  parts?: { comparison: string; weight: number; says: Said }[];
}

/** A problem document (RFC 9457), as the service gives it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  remedy: string;
  en: { title: string; detail: string; remedy: string };
  errors?: Finding[];
  candidates?: Candidate[];
  [fact: string]: unknown;
}

/** The service said no, and why. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.type);
  }

  get code(): string {
    return codeOf(this.problem);
  }
}

/** Nobody answered: the network is gone, or the service is. */
export class Unreachable extends Error {}

export const codeOf = (problem: Problem): string => problem.type.split(":").pop() ?? "";

interface Asked {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  /** Whoever waits no more ends the request with it, and the service stops working it out. */
  signal?: AbortSignal;
}

/** The JSON that *path* (under `/api/v1`) answers with. */
export async function call<T>(path: string, asked: Asked = {}): Promise<T> {
  const answer = await answered(path, asked);
  return (answer.status === 204 ? null : await answer.json()) as T;
}

/** The same, and the tag that names what is there now, for whoever changes only what they saw. */
export async function tagged<T>(path: string): Promise<{ data: T; tag: string }> {
  const answer = await answered(path, {});
  return { data: (await answer.json()) as T, tag: answer.headers.get("etag") ?? "*" };
}

/** A file that the service gives, under the name it gives it. */
export async function file(path: string, asked: Asked = {}): Promise<{ blob: Blob; name: string }> {
  const answer = await answered(path, asked);
  const said = answer.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(said)?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(said)?.[1];
  return { blob: await answer.blob(), name: encoded ? decodeURIComponent(encoded) : (plain ?? "") };
}

/** Lets the person keep a file. */
export function save({ blob, name }: { blob: Blob; name: string }): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function answered(path: string, { method, json, form, headers: more, signal }: Asked): Promise<Response> {
  const verb = method ?? (json === undefined && form === undefined ? "GET" : "POST");
  const headers: Record<string, string> = { ...credentials.headers(verb), Accept: "application/json, */*", ...more };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
  let answer: Response;
  try {
    answer = await fetch(`./api/v1${path}`, { method: verb, headers, body: body ?? null, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (answer.ok) return answer;
  const problem = await problemOf(answer);
  if (answer.status === 401) credentials.refused();
  throw new Refused(problem);
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    return (await answer.json()) as Problem;
  } catch {
    // What stands between us and the service – a proxy, a captive portal – speaks no problem documents.
    throw new Unreachable();
  }
}
