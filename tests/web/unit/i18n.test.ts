// Every word exists in both languages, every key that the sources name exists, and no key is left that nobody names.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadMoreWords, loadWords, tokens, word } from "../../../web/src/i18n";
import { words as firstEn } from "../../../web/src/i18n/en";
import { words as moreEn } from "../../../web/src/i18n/more.en";
import { words as moreZh } from "../../../web/src/i18n/more.zh";
import { words as firstZh } from "../../../web/src/i18n/zh";

const en = { ...firstEn, ...moreEn };
const zh = { ...firstZh, ...moreZh };

beforeAll(
  async () => void (await Promise.all([loadWords("en"), loadWords("zh")])),
);

const SRC = new URL("../../../web/src/", import.meta.url).pathname;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(svelte|ts)$/.test(entry.name) && !/i18n|strings/.test(path)
      ? [readFileSync(path, "utf8")]
      : [];
  });
}

const text = [...sources(join(SRC, "ui")), ...sources(join(SRC, "embed"))].join(
  "\n",
);
const named = [...text.matchAll(/\bt\(\s*["']([\w.]+)["']/g)].map(
  (found) => found[1],
);
// t(`view.${view}`) names a family of keys.
const families = [...text.matchAll(/`([a-z]+\.)\$\{/g)].map(
  (found) => found[1],
);

describe("the table of words", () => {
  it("has both languages for every key, and slots that agree", () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const key of Object.keys(en)) {
      expect(en[key], key).toMatch(/\S/);
      expect(zh[key], key).toMatch(/\S/);
      const slots = (one: string) =>
        [...one.matchAll(/\{\w+\}/g)].map(String).sort().join();
      expect(slots(zh[key]), key).toBe(slots(en[key]));
    }
  });

  it("says one as one", () => {
    const of = (n: number | string) => word("en", "changes.step", { n });
    expect([of(0), of(1), of("2,000")].map((said) => said.split(" ").slice(0, 2).join(" "))).toEqual([
      "0 values",
      "1 value",
      "2,000 values",
    ]);
    expect(word("en", "changes.step", { n: 1 })).not.toMatch(/[{}?|]/);
  });

  it("says nothing twice", () => {
    expect(Object.keys(firstEn).filter((key) => key in moreEn)).toEqual([]);
  });

  it("brings the later views' words when they are asked for, in every language spoken", async () => {
    expect(word("en", "v.zones.empty")).toBe("v.zones.empty");
    await loadMoreWords();
    expect(word("en", "v.zones.empty")).toBe(moreEn["v.zones.empty"]);
    expect(word("zh", "v.zones.empty")).toBe(moreZh["v.zones.empty"]);
  });

  it("holds every key that the stage names", () => {
    expect(named.length).toBeGreaterThan(50);
    for (const key of named) expect(en[key], key).toBeDefined();
  });

  it("holds no key that nobody names", () => {
    for (const key of Object.keys(en).filter((one) => !one.startsWith("v."))) {
      const used =
        text.includes(`"${key}"`) ||
        text.includes(`'${key}'`) ||
        families.some((start) => key.startsWith(start));
      expect(used, key).toBe(true);
    }
  });
});

describe("words and sentences", () => {
  it("fills slots and shows an unknown key as itself", () => {
    expect(word("en", "timeline.at", { n: 3, total: 9 })).toBe("step 3 of 9");
    expect(word("zh", "timeline.at", { n: 3, total: 9 })).toBe(
      "第 3 步，共 9 步",
    );
    expect(word("en", "no.such.key")).toBe("no.such.key");
  });

  it("takes a sentence as tokens or as one string", () => {
    expect(
      tokens("zh", { en: "a", zh: ["页框 ", ["pfn", "0x1", "pfn:0x1"]] }),
    ).toEqual(["页框 ", ["pfn", "0x1", "pfn:0x1"]]);
    expect(tokens("zh", { en: "a", zh: "乙" })).toEqual(["乙"]);
    expect(tokens("en", null)).toEqual([]);
  });
});
