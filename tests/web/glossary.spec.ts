// The kernel's words explained where they stand: by pointer, by keyboard, by tap, in the page's language.
import { expect, stepOf, test, violations, type Page } from "./kit";

const ASKED = stepOf("04-buddy", "The buddy of 0x7400 at order 4"); // a decision
const MERGED = stepOf("04-buddy", "a block of order 7 at 0x7400");

const help = (page: Page) => page.getByRole("tooltip");
const terms = (page: Page) => page.locator(".term:visible");

async function titled(page: Page, text: string) {
  const term = page.locator("h2 .term", { hasText: text }).first();
  await expect(term).toBeVisible();
  return term;
}

test("a term is explained while the pointer is on it, and the pointer may go into the help", async ({ stage, page }) => {
  await stage.open({ s: "buddy", t: ASKED });
  const term = await titled(page, "Free list");
  await term.hover();
  await expect(help(page)).toContainText("Free blocks of one order");
  await expect(term).toHaveAttribute("aria-describedby", "term-help");
  await help(page).hover();
  await page.waitForTimeout(400);
  await expect(help(page)).toBeVisible();
  await page.mouse.move(5, 5);
  await expect(help(page)).toHaveCount(0);
});

test("by keyboard: focus opens, Escape closes and leaves the selection, the next step closes too", async ({ stage, page }) => {
  await stage.open({ s: "buddy", t: ASKED, lang: "zh", focus: "pfn:0x7400" });
  await expect(page.getByTestId("selected")).toBeVisible();
  const term = await titled(page, "空闲链表");
  await term.focus();
  await expect(help(page)).toContainText("同一阶、同一迁移类型的空闲块");
  await expect(help(page)).toContainText("free list");
  await stage.key("Escape");
  await expect(help(page)).toHaveCount(0);
  await expect(page.getByTestId("selected")).toBeVisible();
  await term.blur();
  await term.focus();
  await expect(help(page)).toBeVisible();
  await stage.key("ArrowRight");
  await stage.at(ASKED + 1);
  await expect(help(page)).toHaveCount(0);
});

test("the sentence and the notes mark their terms, and axe finds nothing with the help open", async ({ stage, page }) => {
  for (const lang of ["en", "zh"]) {
    await stage.open({ s: "buddy", t: MERGED, lang });
    await expect(page.getByTestId("sentence").locator(".term").first()).toBeVisible();
    await expect(page.getByTestId("why").locator(".look .term").first()).toBeVisible();
    await page.getByTestId("sentence").locator(".term").first().focus();
    await expect(help(page)).toBeVisible();
    const box = (await help(page).boundingBox())!;
    expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1440 && box.y + box.height <= 900).toBe(true);
    for (const part of ["[role=tooltip]", '[data-testid="sentence"]'])
      expect(await violations(page, part)).toEqual([]);
  }
});

test("on the phone a tap opens it, also inside a sheet, and another tap closes it", async ({ stage, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await stage.open({ s: "buddy", t: MERGED });
  await terms(page).first().click();
  await expect(help(page)).toBeVisible();
  await page.getByTestId("go").click();
  await expect(help(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Why?" }).click();
  await page.getByRole("dialog").locator(".term").first().click();
  await expect(help(page)).toBeVisible();
  const box = (await help(page).boundingBox())!;
  expect(box.x >= 0 && box.x + box.width <= 390).toBe(true);
});

test("in an embedded stage too", async ({ stage, page }) => {
  test.skip(stage.engine === "http", "the server's page is the same file");
  await stage.open({ s: "buddy", t: MERGED, view: "buddy,proc", lang: "zh" }, "embed.html");
  await terms(page).first().hover();
  await expect(help(page)).toContainText(/[\u4e00-\u9fff]/);
});
