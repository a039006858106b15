import { expect, it } from "vitest";
import { TABLES, browserLanguage, fill, readable, speech } from ".";
import { en, type Word } from "./en";
import { zh } from "./zh";

const holes = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

it("has the same keys in every language", () => {
  for (const table of Object.values(TABLES)) expect(Object.keys(table)).toEqual(Object.keys(en));
});

it.each(Object.keys(en) as Word[])("%s is not empty and has the same places to fill in", (word) => {
  expect(zh[word].trim()).not.toBe("");
  expect(holes(zh[word])).toEqual(holes(en[word]));
});

it("fills in what is known and leaves the rest", () => {
  expect(fill("{n} of {total}", { n: 0 })).toBe("0 of {total}");
});

it("chooses the browser's first known language", () => {
  expect(browserLanguage(["fr", "zh-TW", "en"])).toBe("zh");
  expect(browserLanguage(["en-GB", "zh"])).toBe("en");
  expect(browserLanguage(["zha"])).toBe("en");
  expect(browserLanguage([])).toBe("en");
});

it("shows prices with two decimals and no currency of its own", () => {
  expect(speech("en").price(1234.5)).toBe("1,234.50");
  expect(readable("neck_line")).toBe("Neck line");
});
