// The page fits every window and is read by everyone; what is looked at is the same from either engine.
import { expect, test, violations, type Page } from "./kit";

const SIZES = [
  [1440, 900],
  [1280, 720],
  [1024, 768],
  [800, 1000],
  [390, 844],
] as const;

// What reaches out of the window, by its text.
const outside = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, select, a")]
      .filter((one) => !one.closest("[inert], .tabs, .scroll, .body, .chips, dialog"))
      .map((one) => ({ box: one.getBoundingClientRect(), name: one.textContent }))
      .filter(
        ({ box }) => box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1),
      )
      .map(({ name }) => name),
  );

const scrolls = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    return { x: root.scrollWidth - root.clientWidth, y: root.scrollHeight - root.clientHeight };
  });

for (const lang of ["en", "zh"])
  test(`fits windows of every size in ${lang}: no scrolling, nothing outside, few nodes`, async ({ stage, page }) => {
    await stage.open({ lang });
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => scrolls(page), `${width} x ${height}`).toEqual({ x: 0, y: 0 });
      await expect.poll(() => outside(page), `${width} x ${height}`).toEqual([]);
      expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(4096);
    }
  });

for (const theme of ["light", "dark", "hc-light", "hc-dark"]) {
  test(`axe finds nothing on the stage, ${theme}`, async ({ stage, page }) => {
    await stage.open({ theme });
    await stage.key("ArrowRight");
    await stage.settled();
    expect(await violations(page)).toEqual([]);
  });
}

test("axe finds nothing on the phone, on the course map and in the help", async ({ stage, page }) => {
  await stage.open();
  await stage.key("?");
  expect(await violations(page)).toEqual([]);
  await stage.key("Escape");
  await stage.key("l");
  await expect(page.getByTestId("library").locator("[data-scenario]").first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await stage.open({ lang: "zh" });
  expect(await violations(page)).toEqual([]);
});

test("reduced motion: a step shows its end at once", async ({ stage, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await stage.open();
  await stage.key("ArrowRight");
  await stage.settled();
  expect(
    await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running").length),
  ).toBe(0);
});

const VIEWS = [
  ["translation", "03-first-touch"],
  ["address_space", "03-first-touch"],
  ["physical", "10-migrate-types"],
  ["buddy", "04-buddy"],
  ["zones", "07-zones"],
  ["pageblocks", "10-migrate-types"],
  ["gfp", "08-watermarks"],
  ["page", "03-first-touch"],
  ["stacks", "03-first-touch"],
  ["boot", "02-boot"],
  ["proc", "03-first-touch"],
  ["slab", "30-slab-life"],
  ["slab", "43-slub"],
  ["slab", "44-slob"],
  ["vmalloc", "38-vmalloc-purge"],
  ["mcu", "40-pools-and-heap-4"],
] as const;

for (const [view, story] of VIEWS)
  test(`${view} of ${story} draws, and axe finds nothing, on the desk and on the phone`, async ({ stage, page }) => {
    const fine = async () => {
      const section = `[data-view="${view}"]`;
      const drawn = page.locator(`${section} .view`).first();
      await expect(drawn).not.toBeEmpty();
      await expect(drawn).not.toContainText(/\bv\.\w+\.\w+/); // a word that is missing shows its key
      expect(await violations(page, section)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    };
    await stage.open({ s: story, view });
    const middle = Math.floor(((await stage.step()) + (await stage.last())) / 2);
    await stage.follow({ s: story, t: middle, view });
    await fine();
    await page.setViewportSize({ width: 390, height: 844 });
    await stage.open({ s: story, t: middle, view, lang: "zh", theme: "dark" });
    await fine();
  });
