import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { UNREACHABLE } from "../api/errors";
import type { Edit, Facet, Hit, Method, SearchResponse } from "../api/types";
import { SpeechContext, speech } from "../i18n";
import { EMPTY_QUERY } from "../state/query";
import type { SearchState } from "../state/reducer";
import { editOf } from "../testing/edits";
import { hitOf, responseOf } from "../testing/results";
import { Marks } from "./Marks";
import { More } from "./More";
import { FailureNotice } from "./Notice";
import { typedRange } from "./RangeFacet";
import { largestPart, Results } from "./Results";
import { Understood } from "./Understood";

const html = (element: ReactElement, language: "en" | "zh" = "en") =>
  renderToStaticMarkup(<SpeechContext value={speech(language)}>{element}</SpeechContext>);
const nothing = () => undefined;

const hit = (rank: number, why: Hit["why"], meets: Hit["meets"] = []): Hit => hitOf(rank, { why, meets });
const response = (hits: Hit[], strong: number | null = null): SearchResponse => responseOf(hits, { strong });
const results = (hits: Hit[], filtered = false, strong: number | null = null) => (
  <Results
    results={response(hits, strong)}
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

describe("what a product meets", () => {
  const meets: Hit["meets"] = [
    { wish: "keep", text: "women", chance: 0.4 },
    { wish: "want", text: "navy blue", chance: 0.762 },
    { wish: "avoid", text: "<i>zip</i>", chance: 0.5 },
  ];
  const marks = (page: string) =>
    [...page.matchAll(/<li class="(mark-\w+)"><svg.*?<\/svg>(.*?) <b>(.*?)<\/b><\/li>/g)].map((found) =>
      found.slice(1),
    );

  it("is told part by part, wishes first, with what is doubtful marked", () => {
    expect(marks(html(results([hit(1, {}, meets)], false, 1)))).toEqual([
      ["mark-likely", "navy blue", "76%"],
      ["mark-likely", "no &lt;i&gt;zip&lt;/i&gt;", "50%"],
      ["mark-doubt", "women kept", "40%"],
    ]);
  });

  it("is told in the visitor's own words", () => {
    const want = [{ kind: "colour" as const, text: "navy blue", said: "藏青色" }];
    const page = html(<Marks meets={meets} edit={editOf({ want })} />, "zh");
    expect(marks(page).map(([, words]) => words)).toEqual([
      "藏青色",
      "没有&lt;i&gt;zip&lt;/i&gt;",
      "保留women",
    ]);
  });

  it("has no marks where no method told any", () => {
    expect(html(results([hit(1, {})]))).not.toContain("marks");
    expect(html(results([hit(1, {}), hit(2, {}, meets)])).match(/class="marks"/g)).toHaveLength(2);
  });

  it.each([
    [null, 3, 0],
    [3, 3, 0],
    [2, 2, 1],
    [0, 0, 3],
  ])("draws the line of the weaker matches behind %s", (strong, before, behind) => {
    const page = html(
      results(
        [1, 2, 3].map((rank) => hit(rank, {}, meets)),
        false,
        strong,
      ),
    );
    const [first = "", second = ""] = page.split("<details");
    expect(first.match(/<h3>/g) ?? []).toHaveLength(before);
    expect(second.match(/<h3>/g) ?? []).toHaveLength(behind);
    if (behind > 0) expect(second).toContain(`Weaker matches (${behind})`);
  });
});

describe("what was understood", () => {
  const edit = editOf({
    want: [{ kind: "colour", text: "navy blue", said: "藏青色" }],
    keep: [{ kind: "sleeve", text: "", said: "袖子" }],
    avoid: [{ kind: "detail", text: "zip", said: "拉链" }],
    comparatives: [{ kind: "length", quality: "long", way: "less", text: "shorter", said: "短一点" }],
    constraints: [{ field: "price", operator: "<=", value: 50, unit: "$", said: "50元以下" }],
    unread: ["<i>hm</i>"],
  });
  const method = (name: string, takes_apart: boolean): Method => ({
    name,
    summary: "",
    needs_reference: false,
    needs_modification: false,
    takes_apart,
    default: false,
  });
  const shown = (understood: Edit, language: "en" | "zh" = "en", used = "sum", facets: Facet[] = []) =>
    html(
      <Understood
        results={{ ...response([]), method: used, understood }}
        stale={false}
        query={EMPTY_QUERY}
        facets={facets}
        methods={[method("sum", false), method("roles", true)]}
        onToggle={nothing}
        onRange={nothing}
        onClear={nothing}
      />,
      language,
    );
  const words = (page: string) => page.replace(/<[^>]+>/g, "|").replace(/\|+/g, "|");

  it("is told part by part, in the words of the page", () => {
    const page = shown(edit);
    expect(words(page)).toContain(
      "|Wanted| navy blue|Wanted| shorter|Kept| sleeves|Without| zip|Limit| Price up to $50|" +
        "Not understood| &lt;i&gt;hm&lt;/i&gt;|",
    );
    expect(page).toContain('aria-label="How your sentence was read"');
    expect(words(shown(edit, "zh"))).toContain("|想要| 藏青色|想要| 短一点|保留| 袖子|不要| 拉链|限制| 价格");
  });

  it("names a reader that is not the rules", () => {
    expect(shown(edit)).not.toContain("Read by");
    expect(shown({ ...edit, reader: "llm:small -> rules" })).toContain("Read by llm:small -&gt; rules.");
  });

  it("is nothing at all for no sentence", () => {
    expect(shown(editOf({}))).toBe("");
  });

  it("warns of methods that read the sentence as a whole, where that matters", () => {
    expect(shown(edit)).toContain("The method sum does not go by these parts one by one.");
    expect(shown(edit)).toContain("Under Options, these do: roles.");
    expect(shown(edit, "en", "roles")).not.toContain("one by one");
    expect(shown(editOf({ want: edit.want }))).not.toContain("one by one");
  });

  it("offers a limit as a filter where the shop has it", () => {
    expect(shown(edit)).not.toContain("<button");
    const price: Facet = { name: "price", kind: "number", min: 1, max: 99 };
    const page = shown(edit, "en", "sum", [price]);
    expect(page).toContain('aria-pressed="false"');
    expect(words(page)).toContain("|Filter| Price up to $50|");
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

describe("more", () => {
  const more = (next: string | null, state: SearchState["more"] = "idle") =>
    html(
      <More results={responseOf([hit(1, {})], { next })} more={state} onMore={nothing} onAgain={nothing} />,
    );

  it("offers the next page until the end", () => {
    expect(more("c")).toContain("Show more");
    expect(more("c", "loading")).toContain("Loading more…");
    expect(more(null)).toBe("");
  });

  it("tells a list that cannot be gone on with from a page that did not come", () => {
    const failure = { ...UNREACHABLE, kind: "problem", code: "cursor_expired" } as const;
    expect(more("c", failure)).toContain("Search again");
    expect(more("c", UNREACHABLE)).toContain("Try again");
  });
});
