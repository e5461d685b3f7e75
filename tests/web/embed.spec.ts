// The embedding contract: a frame, the element, and what they say to the page around them.
import { expect, test, violations, type Page } from "./kit";

interface Heard {
  type: string;
  step?: number;
  [field: string]: unknown;
}
const heard = (page: Page, type: string) =>
  page.evaluate(
    (wanted) => (window as unknown as { heard: Heard[] }).heard.filter((one) => one.type === wanted),
    type,
  );
const say = (page: Page, message: object) =>
  page.evaluate((given) => (window as unknown as { say(message: object): void }).say(given), message);

async function host(page: Page, hash: string) {
  await page.goto(`./host/frame.html${hash}`);
  await expect.poll(async () => (await heard(page, "ready")).length, { timeout: 15_000 }).toBeGreaterThan(0);
  return page.frameLocator("#frame");
}

test("ready is repeated until the page answers, then goto, get and set work", async ({ page }) => {
  const frame = await host(page, "#s=first-touch&lang=en&theme=light");
  const [ready] = await heard(page, "ready");
  expect(ready).toMatchObject({ pagewalk: 1, version: 1 });
  await expect.poll(async () => (await heard(page, "ready")).length).toBeGreaterThan(1);
  const start = ready.start as number;
  await say(page, { type: "goto", step: start + 3 });
  await expect.poll(async () => (await heard(page, "step")).at(-1)?.step).toBe(start + 3);
  const last = (await heard(page, "step")).at(-1) as {
    text?: { en: string; zh: string };
  };
  expect(last.text?.en).toMatch(/\w/);
  expect(last.text?.zh).toMatch(/[\u4e00-\u9fff]/);
  await say(page, { type: "get", id: 7 });
  await expect
    .poll(() => heard(page, "state"))
    .toEqual([expect.objectContaining({ id: 7, step: start + 3 })]);
  await say(page, { type: "set", lang: "zh" });
  await expect(frame.getByTestId("sentence")).toHaveText(/[\u4e00-\u9fff]/);
  const said = (await heard(page, "ready")).length;
  await page.waitForTimeout(1200);
  expect((await heard(page, "ready")).length).toBe(said);
});

test("messages that are not of the contract, or from elsewhere, change nothing", async ({ page }) => {
  const frame = await host(page, "#lang=en");
  const count = await frame.getByTestId("count").textContent();
  await say(page, { type: "goto", step: "5" });
  await say(page, { type: "eval", code: "1" });
  await page.evaluate(() => {
    const other = document.createElement("iframe");
    document.body.append(other);
    const script = other.contentDocument!.createElement("script");
    script.textContent = `parent.frames[0].postMessage({ pagewalk: 1, type: "goto", step: 1 }, "*")`;
    other.contentDocument!.body.append(script);
  });
  await page.waitForTimeout(400);
  expect(await frame.getByTestId("count").textContent()).toBe(count);
});

test("a scenario that cannot run is told as an error with its place", async ({ page }) => {
  await host(page, "#lang=en");
  await say(page, { type: "load", scenario: '{\n  "ops": [ }' });
  await expect.poll(async () => (await heard(page, "error")).length).toBeGreaterThan(0);
  const [error] = await heard(page, "error");
  expect(error.error).toMatchObject({
    line: expect.any(Number),
    column: expect.any(Number),
    message: { en: expect.any(String) },
  });
});

test("keys belong to the page until the frame has the focus", async ({ page }) => {
  const frame = await host(page, "#lang=en");
  const count = await frame.getByTestId("count").textContent();
  await page.locator("h1").click();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await page.waitForTimeout(300);
  expect(await frame.getByTestId("count").textContent()).toBe(count);
  await frame.getByTestId("go").focus();
  await page.keyboard.press("ArrowRight");
  await expect(frame.getByTestId("count")).not.toHaveText(count!);
});

test("open in full keeps the state", async ({ page, context }) => {
  const frame = await host(page, "#lang=en");
  await frame.getByTestId("go").click();
  await expect(frame.getByRole("link", { name: /Open in full/ })).toHaveAttribute("href", /#.*t=/);
  const text = await frame.getByTestId("announcer").textContent();
  const [full] = await Promise.all([
    context.waitForEvent("page"),
    frame.getByRole("link", { name: /Open in full/ }).click(),
  ]);
  await expect(full.getByTestId("announcer")).toHaveText(text!);
});

test("ctl=none shows the sentence and the view, no keys", async ({ page }) => {
  const frame = await host(page, "#lang=en&ctl=none");
  await expect(frame.getByTestId("sentence")).not.toBeEmpty();
  await expect(frame.getByTestId("go")).toHaveCount(0);
});

test("<page-walk> shows the stage in its language and obeys its attributes", async ({ page }) => {
  await page.goto("./host/element.html");
  await expect.poll(async () => (await heard(page, "ready")).length, { timeout: 15_000 }).toBeGreaterThan(0);
  const [ready] = await heard(page, "ready");
  await page.evaluate(
    (step) => document.querySelector("page-walk")!.setAttribute("step", String(step)),
    (ready.start as number) + 2,
  );
  await expect.poll(async () => (await heard(page, "step")).at(-1)?.step).toBe((ready.start as number) + 2);
  const frame = page.frames().find((one) => one.url().includes("embed.html"))!;
  await expect(frame.locator('[data-testid="sentence"]')).toHaveText(/[\u4e00-\u9fff]/);
});

test("axe finds nothing in the frame", async ({ stage, page }) => {
  await page.setViewportSize({ width: 760, height: 460 });
  await stage.open({}, "embed.html");
  expect(await violations(page)).toEqual([]);
});
