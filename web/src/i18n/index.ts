import { createContext, useContext } from "react";
import type { Language } from "../state/query";
import { en, type Word, type Words } from "./en";
import { zh } from "./zh";

export const TABLES: Record<Language, Words> = { en, zh };

export type Fill = Record<string, string | number>;

/** `{name}` in a string becomes the value of that name. */
export const fill = (words: string, values: Fill = {}): string =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));

export const browserLanguage = (languages: readonly string[]): Language => {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return "zh";
    if (/^en\b/i.test(language)) return "en";
  }
  return "en";
};

export interface Speech {
  language: Language;
  t: (word: Word, values?: Fill) => string;
  number: (value: number) => string;
  price: (value: number) => string;
  /** A share of 1. */
  percent: (share: number) => string;
}

export function speech(language: Language): Speech {
  const table = TABLES[language];
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const plain = new Intl.NumberFormat(locale);
  const money = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const share = new Intl.NumberFormat(locale, { style: "percent" });
  return {
    language,
    t: (word, values) => fill(table[word], values),
    number: (value) => plain.format(value),
    price: (value) => money.format(value),
    percent: (value) => share.format(value),
  };
}

export const SpeechContext = createContext<Speech>(speech("en"));

export const useSpeech = (): Speech => useContext(SpeechContext);

/** "neck_line" reads "Neck line". Shop words (facet names and values) are shown as the shop wrote them. */
export const readable = (name: string): string => {
  const words = name.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
