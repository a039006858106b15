/** What can go wrong between the page and the server, in one shape the page can show. */

export type FailureKind = "problem" | "busy" | "unreachable" | "garbled";

export interface Failure {
  kind: FailureKind;
  status: number | null;
  code: string | null;
  detail: string | null;
  hint: string | null;
  requestId: string | null;
  /** Seconds to wait before trying again; only when the server is busy. */
  retryAfter: number;
}

export class ApiError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail ?? failure.kind);
    this.name = "ApiError";
    this.failure = failure;
  }
}

const DEFAULT_WAIT = 2;
const LONGEST_WAIT = 120;

const EMPTY: Omit<Failure, "kind"> = {
  status: null,
  code: null,
  detail: null,
  hint: null,
  requestId: null,
  retryAfter: 0,
};

export const UNREACHABLE: Failure = { ...EMPTY, kind: "unreachable" };

/** Seconds of a Retry-After header, given as seconds or as a date. */
export function secondsToWait(header: string | null, now: number = Date.now()): number {
  if (header === null || header.trim() === "") return DEFAULT_WAIT;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds : (Date.parse(header) - now) / 1000;
  if (!Number.isFinite(wait)) return DEFAULT_WAIT;
  return Math.min(Math.max(Math.ceil(wait), 0), LONGEST_WAIT);
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Reads a response that is not ok. Anything that is no problem document keeps only its status. */
export async function failureOf(response: Response): Promise<Failure> {
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = await response.json();
    if (typeof parsed === "object" && parsed !== null) body = parsed as Record<string, unknown>;
  } catch {
    // a proxy's HTML page, or nothing at all
  }
  const busy = response.status === 429;
  // 502 to 504 without a problem document come from a proxy in front of a server that is not there.
  const gone = !("code" in body) && response.status >= 502 && response.status <= 504;
  return {
    kind: busy ? "busy" : gone ? "unreachable" : "problem",
    status: response.status,
    code: text(body.code),
    detail: text(body.detail) ?? text(body.title),
    hint: text(body.hint),
    requestId: text(body.request_id) ?? response.headers.get("x-request-id"),
    retryAfter: busy ? secondsToWait(response.headers.get("retry-after")) : 0,
  };
}

export function asFailure(error: unknown): Failure {
  if (error instanceof ApiError) return error.failure;
  // fetch rejects with a TypeError when no connection could be made
  if (error instanceof TypeError) return UNREACHABLE;
  return { ...EMPTY, kind: "garbled", detail: error instanceof Error ? error.message : String(error) };
}
