import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Hit } from "../api/types";
import { SpeechContext, speech } from "../i18n";
import { editOf } from "../testing/edits";
import { FailureNotice } from "./Notice";
import { typedRange } from "./RangeFacet";
import { largestPart, Results } from "./Results";

const html = (element: ReactElement, language: "en" | "zh" = "en") =>
  renderToStaticMarkup(<SpeechContext value={speech(language)}>{element}</SpeechContext>);
const nothing = () => undefined;

const hit = (rank: number, why: Hit["why"]): Hit => ({
  rank,
  score: 1,
  product: {
    id: `p${rank}`,
    title: "<b>Dress</b>",
    price: null,
    attributes: { colour: "red" },
    image_url: "/i",
  },
  why,
});
const response = (hits: Hit[]) => ({
  request_id: "r",
  method: "sum",
  modification: "",
  understood: editOf({}),
  took_ms: 1,
  total: 9,
  hits,
  notes: [],
});
const results = (hits: Hit[], filtered = false) => (
  <Results
    results={response(hits)}
    stale={false}
    filtered={filtered}
    onUse={nothing}
    onClearFilters={nothing}
  />
);

describe("results", () => {
  it("shows the parts of the score that are there, negative ones hollow", () => {
    const page = html(results([hit(1, { image: 0.8 }), hit(2, { image: 0.4, text: -0.2 })]));
    expect(page.match(/Looks like your photo/g)).toHaveLength(2);
    expect(page.match(/Fits your words/g)).toHaveLength(1);
    expect(page).toContain('class="why-against" width="25"');
    expect(page).toContain("−0.20");
  });

  it("escapes the shop's words and describes the photo", () => {
    const page = html(results([hit(1, {})]));
    expect(page).toContain("&lt;b&gt;Dress&lt;/b&gt;");
    expect(page).toContain('alt="Photo: &lt;b&gt;Dress&lt;/b&gt;, red"');
  });

  it("offers to clear filters only when some are set", () => {
    expect(html(results([], true))).toContain("Clear filters");
    expect(html(results([], false))).not.toContain("Clear filters");
  });

  it("measures bars against the largest part, either sign", () => {
    expect(largestPart([hit(1, { image: 0.5, text: -0.9 }), hit(2, {})])).toBe(0.9);
    expect(largestPart([])).toBe(0);
  });
});

describe("failures", () => {
  const failure = {
    status: 422,
    code: "x",
    detail: "Cut short.",
    hint: "Send a JPEG.",
    requestId: "r1",
    retryAfter: 0,
  };

  it("tell what happened, what to do and the id", () => {
    const page = html(<FailureNotice failure={{ ...failure, kind: "problem" }} onRetry={nothing} />);
    for (const words of ["Cut short.", "Send a JPEG.", "Request r1", 'role="alert"'])
      expect(page).toContain(words);
  });

  it("keep the button closed while the server is busy", () => {
    const busy = { ...failure, kind: "busy" as const, retryAfter: 4 };
    expect(html(<FailureNotice failure={busy} onRetry={nothing} />, "zh")).toMatch(
      /disabled="">4 秒后可再试/,
    );
  });
});

describe("typed bounds", () => {
  it.each([
    ["", "", {}],
    ["10", "", { min: 10 }],
    ["50", "10", { min: 10, max: 50 }],
    ["x", " 7.5 ", { max: 7.5 }],
  ])("%s to %s", (least, most, range) => {
    expect(typedRange(least, most)).toEqual(range);
  });
});
