// What the specs share: opening the stage at a link, reading what stands on it.
import { readFileSync } from "node:fs";
import { AxeBuilder, expect, test as base, type Page } from "../../web/playwright.kit";

export { expect, type Page } from "../../web/playwright.kit";

export interface LibraryEntry {
  id: string;
  file: string;
  title: { en: string; zh: string };
}

// Where a story says something: its golden file has a line a step. A story may so grow without moving a test's place.
export function stepOf(story: string, sentence: string): number {
  const line = readFileSync(`${__dirname}/../golden/${story}.txt`, "utf8")
    .split("\n")
    .find((one) => one.includes(sentence));
  if (!line) throw new Error(`${story} says nowhere: ${sentence}`);
  return Number(line.trim().split(" ")[0]);
}

export class Stage {
  constructor(
    readonly page: Page,
    readonly engine: string,
  ) {}

  fragment(keys: Record<string, string | number> = {}): string {
    const all = {
      lang: "en",
      theme: "light",
      ...(this.engine === "http" ? { engine: "http" } : {}),
      ...keys,
    };
    return `#${Object.entries(all)
      .map(([key, value]) => `${key}=${value}`)
      .join("&")}`;
  }

  async open(keys: Record<string, string | number> = {}, file = "") {
    await this.page.goto("about:blank"); // not a mere change of the fragment
    await this.page.goto(`./${file}${this.fragment(keys)}`);
    await this.settled();
  }

  // A link to another step of the story that stands, as one clicks it on a course page's side.
  async follow(keys: Record<string, string | number> & { t: number }) {
    await this.page.evaluate((hash) => (location.hash = hash), this.fragment(keys));
    await this.at(keys.t);
    await this.settled();
  }

  // The sentence stands, and the badge has its answer: nothing is under way any more.
  async settled() {
    await expect(this.page.getByTestId("sentence")).not.toBeEmpty();
    await expect(this.page.getByTestId("badge")).toHaveText(/✓|✕/);
  }

  async library(): Promise<LibraryEntry[]> {
    const response = await this.page.request.get("scenarios/index.json");
    const list = await response.json();
    return Array.isArray(list) ? list : list.scenarios;
  }

  async step(): Promise<number> {
    return Number(await this.page.getByTestId("timeline").getAttribute("aria-valuenow"));
  }
  async last(): Promise<number> {
    return Number(await this.page.getByTestId("timeline").getAttribute("aria-valuemax"));
  }
  async at(step: number) {
    await expect(this.page.getByTestId("timeline")).toHaveAttribute("aria-valuenow", String(step));
  }
  said() {
    return this.page.getByTestId("announcer").textContent();
  }
  key(key: string) {
    return this.page.keyboard.press(key);
  }
}

export const test = base.extend<{ stage: Stage }>({
  // eslint-disable-next-line no-empty-pattern
  stage: async ({ page }, use, info) => {
    await use(new Stage(page, info.project.metadata.engine as string));
    await page.goto("about:blank"); // a page that is merely closed gets no pagehide, and its session would stay
  },
});

// What axe finds wrong on the page as it stands, or in a part of it: a line for each rule.
export async function violations(page: Page, part = "html"): Promise<string[]> {
  const found = await new AxeBuilder({ page }).include(part).analyze();
  return found.violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}
