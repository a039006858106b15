import { describe, expect, it } from "vitest";
import { ApiError, UNREACHABLE, asFailure, failureOf, secondsToWait } from "./errors";

const problem = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

describe("failureOf", () => {
  it("keeps a problem document's detail, hint and id", async () => {
    const body = {
      title: "Bad image",
      code: "bad_image",
      detail: "Cut short.",
      hint: "Send a JPEG.",
      request_id: "r1",
    };
    expect(await failureOf(problem(422, body))).toEqual({
      kind: "problem",
      status: 422,
      code: "bad_image",
      detail: "Cut short.",
      hint: "Send a JPEG.",
      requestId: "r1",
      retryAfter: 0,
    });
  });

  it("falls back to the title", async () => {
    expect((await failureOf(problem(500, { title: "Oh", code: "internal" }))).detail).toBe("Oh");
  });

  it("reads how long a busy server wants to be left alone", async () => {
    const failure = await failureOf(problem(429, { code: "busy" }, { "retry-after": "7" }));
    expect(failure).toMatchObject({ kind: "busy", retryAfter: 7 });
  });

  it.each([502, 503, 504])("takes a proxy's bare %i for a server that is not there", async (status) => {
    expect(await failureOf(new Response("<html>", { status }))).toMatchObject({
      kind: "unreachable",
      status,
    });
  });

  it("believes a 503 that comes from the server itself", async () => {
    expect(await failureOf(problem(503, { code: "not_ready", detail: "Loading." }))).toMatchObject({
      kind: "problem",
      detail: "Loading.",
    });
  });

  it.each([["null"], ["[]"], ['"text"'], ["not json"], ['{"detail": 5}']])(
    "survives the body %s",
    async (body) => {
      expect(await failureOf(new Response(body, { status: 400 }))).toMatchObject({
        kind: "problem",
        detail: null,
      });
    },
  );
});

describe("secondsToWait", () => {
  it.each([
    ["3", 3],
    ["0", 0],
    ["-5", 0],
    ["99999", 120],
    [null, 2],
    ["", 2],
    ["soon", 2],
    ["Thu, 01 Jan 1970 00:00:10 GMT", 9],
  ])("reads %s as %i", (header, seconds) => {
    expect(secondsToWait(header, 1500)).toBe(seconds);
  });
});

describe("asFailure", () => {
  it("tells a lost connection from an unreadable answer", () => {
    expect(asFailure(new TypeError("Failed to fetch"))).toBe(UNREACHABLE);
    expect(asFailure(new SyntaxError("Unexpected token")).kind).toBe("garbled");
    expect(asFailure(new ApiError(UNREACHABLE))).toBe(UNREACHABLE);
  });
});
