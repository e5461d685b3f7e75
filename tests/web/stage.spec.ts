// The stage as a reader uses it.
import { expect, stepOf, test, type Page } from "./kit";

test("the first scenario stands at its start and nothing plays by itself", async ({ stage, page }) => {
  await stage.open();
  const [first] = await stage.library();
  await expect(page.locator("h1")).toContainText(first.title.en);
  const at = await stage.step();
  await page.waitForTimeout(1500);
  expect(await stage.step()).toBe(at);
});

test("forward and back by the keys, and back is the same as it was", async ({ stage }) => {
  await stage.open();
  const start = await stage.step();
  const said = await stage.said();
  for (let i = 1; i <= 5; i++) {
    await stage.key("ArrowRight");
    await stage.at(start + i);
  }
  expect(await stage.said()).not.toBe(said);
  for (let i = 4; i >= 0; i--) {
    await stage.key("ArrowLeft");
    await stage.at(start + i);
  }
  expect(await stage.said()).toBe(said);
});

test("Home and End", async ({ stage }) => {
  await stage.open();
  const start = await stage.step();
  const last = await stage.last();
  await stage.key("End");
  await stage.at(last);
  await stage.key("ArrowRight");
  await stage.at(last);
  await stage.key("Home");
  await stage.at(start);
  await stage.key("Home");
  await stage.at(0);
});

test("three sizes of step, kept from step to step", async ({ stage, page }) => {
  await stage.open();
  await stage.key("ArrowUp");
  await stage.key("ArrowUp");
  await expect(page.getByRole("radio", { name: "op" })).toBeChecked();
  const far = await stage.step();
  await stage.key("ArrowRight");
  await expect.poll(() => stage.step()).not.toBe(far);
  const jump = (await stage.step()) - far;
  await stage.key("ArrowDown");
  await stage.key("ArrowDown");
  await expect(page.getByRole("radio", { name: "every step" })).toBeChecked();
  const fine = await stage.step();
  await stage.key("ArrowLeft");
  await stage.at(fine - 1);
  expect(Math.abs(jump)).toBeGreaterThanOrEqual(1);
});

test("Shift and an arrow go to the next event and back", async ({ stage }) => {
  await stage.open();
  const from = await stage.step();
  await stage.key("Shift+ArrowRight");
  await expect.poll(() => stage.step()).toBeGreaterThan(from);
  const event = await stage.step();
  await stage.key("ArrowRight");
  await stage.at(event + 1);
  await stage.key("Shift+ArrowLeft");
  await stage.at(event);
});

test("space moves one step at manual speed; at a speed it plays and stops", async ({ stage, page }) => {
  await stage.open();
  const from = await stage.step();
  await stage.key("Space");
  await stage.at(from + 1);
  await page.getByLabel("Speed").selectOption("4");
  await page.getByTestId("timeline").focus();
  await stage.key("Space");
  await expect.poll(() => stage.step()).toBeGreaterThan(from + 3);
  await stage.key("Space");
  await page.waitForTimeout(300);
  const stopped = await stage.step();
  await page.waitForTimeout(700);
  expect(await stage.step()).toBe(stopped);
});

test("the timeline is dragged, the call tree is clicked", async ({ stage, page }) => {
  await stage.open();
  const start = await stage.step();
  const box = (await page.getByTestId("timeline").boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2);
  await expect.poll(() => stage.step()).toBeGreaterThan(start);
  await stage.settled();
  const here = await stage.step();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, {
    steps: 8,
  });
  await page.mouse.up();
  await expect.poll(() => stage.step()).toBeGreaterThan(here);
  await stage.settled();
  const row = page.getByTestId("calls").getByRole("treeitem").first();
  await page.waitForTimeout(300);
  const first = Number((await row.textContent())?.match(/([\d]+)(?:–\d+)?\s*$/)?.[1]);
  await row.click();
  await stage.at(first);
});

test("the address bar holds the state, and a reload brings it back", async ({ stage, page }) => {
  await stage.open();
  const step = (await stage.step()) + 3;
  for (let i = 0; i < 3; i++) await stage.key("ArrowRight");
  await stage.at(step);
  await expect.poll(() => page.url()).toContain(`t=${step}`);
  const said = await stage.said();
  await page.reload();
  await stage.settled();
  await stage.at(step);
  expect(await stage.said()).toBe(said);
});

test("English and Chinese, light, dark and high contrast", async ({ stage, page }) => {
  await stage.open();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByTestId("calls").locator("h2")).toHaveText("调用树");
  await expect(page.getByTestId("sentence")).toHaveText(/[\u4e00-\u9fff]/);
  await page.getByRole("button", { name: "深色" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: "高对比度" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "hc-dark");
});

test("? shows every key, Escape closes", async ({ stage, page }) => {
  await stage.open();
  await stage.key("?");
  await expect(page.getByRole("dialog")).toContainText("Step forward");
  const here = await stage.step();
  await stage.key("ArrowRight");
  expect(await stage.step()).toBe(here);
  await stage.key("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("Share gives a link that shows the same step elsewhere", async ({ stage, page, context }) => {
  await stage.open();
  const step = (await stage.step()) + 1;
  await stage.key("ArrowRight");
  await stage.at(step);
  const said = await stage.said();
  await page.getByRole("button", { name: "Share" }).click();
  const link = await page.getByLabel("Link to this step").inputValue();
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByTestId("announcer")).toHaveText(said!);
});

test("one object is selected from the sentence and lit in more places", async ({ stage, page }) => {
  await stage.open();
  const object = page.getByTestId("sentence").getByRole("button").first();
  for (let at = await stage.step(); (await object.count()) === 0; ) {
    await stage.key("ArrowRight");
    await stage.at(++at);
  }
  await object.click();
  await expect(object).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByTestId("selected")).toBeVisible();
  await stage.key("Escape");
  await expect(page.getByTestId("selected")).toHaveCount(0);
});

test("the course map opens another scenario", async ({ stage, page }) => {
  await stage.open();
  const list = await stage.library();
  test.skip(list.length < 2, "the library holds one scenario");
  await stage.key("l");
  await expect(page.getByTestId("library")).toBeVisible();
  await page.locator(`[data-scenario="${list[1].id}"]`).click();
  await stage.settled();
  await expect(page.locator("h1")).toContainText(list[1].title.en);
  await expect.poll(() => page.url()).toContain(`s=${list[1].id}`);
});

test("a broken scenario file says line and column, underlines the place, and the stage stays", async ({
  stage,
  page,
}) => {
  await stage.open();
  const said = await stage.said();
  const text = '{\n  "format": 1,\n  "ops": [ {"op": "no such op"}, ]\n}\n';
  await page.getByTestId("picker").setInputFiles({
    name: "mine.json",
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });
  const trouble = page.getByTestId("trouble");
  await expect(trouble).toContainText("mine.json");
  await expect(trouble).toContainText(/line \d+, column \d+/);
  await expect(trouble.getByTestId("underlined")).toBeVisible();
  expect(await stage.said()).toBe(said);
  await trouble.getByRole("button").first().click();
  await stage.key("ArrowRight");
  await expect.poll(() => stage.said()).not.toBe(said);
});

test("an own file runs, and its link carries it whole", async ({ stage, page, context }) => {
  await stage.open();
  const [first] = await stage.library();
  const text = await (await page.request.get(`scenarios/${first.file}`)).text();
  await page.getByTestId("picker").setInputFiles({
    name: "own.json",
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });
  await expect.poll(() => page.url()).toContain("sz=");
  await stage.settled();
  const said = await stage.said();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByTestId("announcer")).toHaveText(said!);
});

test("folded views come forward from the shelf and go back", async ({ stage, page }) => {
  await stage.open();
  const chip = page.locator("[data-chip]").first();
  const view = (await chip.getAttribute("data-chip"))!;
  await chip.click();
  await expect(page.locator(`section[data-view="${view}"]`)).toBeVisible();
});

test("predict asks before it tells, and Escape closes it", async ({ stage, page }) => {
  await stage.open();
  const here = await stage.step();
  await stage.key("p");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  const choices = dialog.locator(".choice");
  await expect(choices.first()).toBeVisible();
  await expect(dialog).not.toContainText("✓");
  await choices.last().click();
  await expect(dialog.locator(".choice.right")).toHaveCount(1);
  await stage.key("Escape");
  await expect(dialog).toHaveCount(0);
  await stage.at(here);
  await stage.key("p");
  await choices.first().click();
  await dialog.getByRole("button", { name: /See it at step/ }).click();
  await expect.poll(() => stage.step()).toBeGreaterThan(here);
});

test("a scenario is found by its file's name, and by what stands in a query", async ({ stage, page }) => {
  const [first] = await stage.library();
  await stage.open({ s: first.file.replace(/\.json$/, "") });
  await expect(page.locator("h1")).toContainText(first.title.en);
  await expect.poll(() => page.url()).toContain(`s=${first.id}`);
  const engine = stage.engine === "http" ? "&engine=http" : "";
  await page.goto("about:blank");
  await page.goto(`./?s=${first.id}&t=7&lang=zh${engine}`);
  await stage.settled();
  await stage.at(7);
  await expect(page.locator("h1")).toContainText(first.title.zh);
  await expect.poll(() => new URL(page.url()).search).toBe("");
});

test("an unknown name is told in the reader's language, with the library to choose from", async ({ stage, page }) => {
  const [first] = await stage.library();
  await page.goto(`./${stage.fragment({ s: "no-such", lang: "zh" })}`);
  const trouble = page.getByTestId("trouble");
  await expect(trouble).toContainText("no-such");
  await expect(trouble).not.toContainText(/[a-z]+ [a-z]+ [a-z]+/);
  await trouble.getByRole("button", { name: first.title.zh }).click();
  await stage.settled();
  await expect(page.locator("h1")).toContainText(first.title.zh);
});

test("inside a workload the timeline shows its iterations", async ({ stage, page }) => {
  await stage.open({ s: "buddy", t: stepOf("04-buddy", "random_alloc(") + 140 });
  await expect(page.getByTestId("timeline").locator("rect.call")).not.toHaveCount(0);
  await expect.poll(() => page.getByTestId("timeline").locator("rect.call").count()).toBeGreaterThan(5);
  await expect(page.getByTestId("timeline").locator("path.dia").first()).toBeVisible();
});

test("a line of /proc/buddyinfo is whole in its panel, and the call tree names no event of ours", async ({ stage, page }) => {
  await stage.open({ s: "buddy", t: stepOf("04-buddy", "free_pages(b)") });
  const text = page.locator('section[data-view="proc"] pre');
  await expect(text).toContainText("DMA32");
  expect(await text.evaluate((pre) => pre.scrollWidth - pre.clientWidth)).toBeLessThanOrEqual(2);
  await expect(page.getByTestId("calls")).toContainText("free_pages");
  await expect(page.getByTestId("calls")).not.toContainText(/op_(begin|end)/);
});

test("a view with nothing to show says why, in both languages", async ({ stage, page }) => {
  for (const [lang, why] of [
    ["en", "An address space belongs to a task"],
    ["zh", "地址空间属于任务"],
  ]) {
    await stage.open({ s: "buddy", t: stepOf("04-buddy", "a block of order 7 at 0x7400"), view: "address_space", lang });
    await expect(page.locator('section[data-view="address_space"]')).toContainText(why);
  }
});

test("where the story's own view is still empty memory stands in its place, until it is not", async ({ stage, page }) => {
  const born = stepOf("01-start-here", "A new task_struct comes into being");
  const focus = page.locator("section.panel.focus");
  await stage.open({ s: "start-here", t: born });
  await expect(focus).toHaveAttribute("data-view", "physical");
  await expect(page.locator('section.strip[data-view="address_space"]')).toBeVisible();
  await stage.follow({ s: "start-here", t: stepOf("01-start-here", "a = mmap(4K)") });
  await expect(focus).toHaveAttribute("data-view", "address_space");
  await page.setViewportSize({ width: 390, height: 844 });
  await stage.open({ s: "start-here", t: born });
  await expect(page.locator('main .body[data-view="physical"] canvas').first()).toBeVisible();
});

test("a note is what its step says, and its focus opens the file that it speaks of", async ({ stage, page }) => {
  for (const [lang, words] of [
    ["en", "the one of descriptors and the one of nodes"],
    ["zh", "描述符的和节点的"],
  ]) {
    await stage.open({ s: "slub", t: stepOf("43-slub", "note()") + 1, lang });
    await expect(page.getByTestId("sentence")).toContainText(words);
    expect(await stage.said()).toContain(words);
    await expect(page.getByTestId("why")).not.toContainText(words);
    await expect(page.locator('section[data-view="proc"]').getByRole("button", { name: "slabinfo" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
  }
});

test("a long note folds to three lines where decisions need the room, and unfolds", async ({ stage, page }) => {
  await stage.open({ s: "buddy", t: stepOf("04-buddy", "The buddy of 0x7400 at order 4") });
  const why = page.getByTestId("why");
  const note = why.locator(".note");
  const low = (await note.boundingBox())!.height;
  await why.getByRole("button", { name: "the whole note" }).click();
  expect((await note.boundingBox())!.height).toBeGreaterThan(low);
  await expect(why.getByRole("button", { name: "less" })).toHaveAttribute("aria-expanded", "true");
});

test("by keyboard alone: focus comes back from dialogs and the map, goes with a view, and panels scroll", async ({ stage, page }) => {
  await stage.open({ s: "handover", t: stepOf("14-handover", "PageReserved") });
  for (const how of ["Escape", "Enter"]) {
    await page.getByRole("button", { name: "Share" }).focus();
    await stage.key("Enter");
    await expect(page.locator("dialog")).toBeVisible();
    if (how === "Escape") await stage.key("Escape");
    else await page.locator("dialog header button").press("Enter");
    await expect(page.locator("dialog")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Share" })).toBeFocused();
  }
  await page.getByRole("button", { name: "Course map", exact: true }).focus();
  await stage.key("Enter");
  await expect(page.getByTestId("library").getByRole("heading", { level: 1 })).toBeFocused();
  await stage.key("Escape");
  await expect(page.getByRole("button", { name: "Course map", exact: true })).toBeFocused();

  const more = page.getByRole("button", { name: /more views/ });
  await more.focus();
  await stage.key("Enter");
  await stage.key("Tab");
  await expect(page.locator(".shelf .menu button").first()).toBeFocused();
  await stage.key("Escape");
  await expect(page.locator(".shelf .menu")).toHaveCount(0);
  await expect(more).toBeFocused();
  await page.locator('.shelf [data-chip="buddy"]').focus();
  await stage.key("Enter");
  await expect(page.locator('section[data-view="buddy"] > .body')).toBeFocused();

  const why = page.getByTestId("why").getByRole("region");
  await page.setViewportSize({ width: 1440, height: 840 });
  await why.focus();
  await stage.key("ArrowDown");
  await expect.poll(() => why.evaluate((box) => box.scrollTop)).toBeGreaterThan(0);
});

// The free lists right after a step back, and when all is still.
async function goneBack(page: Page) {
  return page.evaluate(async () => {
    const text = () => (document.querySelector('section[data-view="buddy"] .body') as HTMLElement).innerText;
    const line = document.querySelector('[data-testid="timeline"]')!;
    const before = { step: line.getAttribute("aria-valuenow"), text: text() };
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    while (line.getAttribute("aria-valuenow") === before.step) await new Promise((done) => requestAnimationFrame(done));
    const moving = text();
    await new Promise((done) => setTimeout(done, 800));
    return { before: before.text, moving, still: text() };
  });
}

test("a step back runs its change back; with reduced motion it shows the end at once", async ({ stage, page }) => {
  await stage.open({ s: "buddy", t: stepOf("04-buddy", "a block of order 7 at 0x7400") });
  const played = await goneBack(page);
  expect(played.moving).toBe(played.before);
  expect(played.still).not.toBe(played.before);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await stage.open({ s: "buddy", t: stepOf("04-buddy", "a block of order 7 at 0x7400") });
  const reduced = await goneBack(page);
  expect(reduced.moving).toBe(reduced.still);
  expect(reduced.still).toBe(played.still);
});

test("zero requests to any other host, and the policy is never broken", async ({ stage, page }) => {
  const hosts = new Set<string>();
  const broken: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol)) hosts.add(url.host);
  });
  page.on("console", (message) => {
    if (message.type() === "error") broken.push(message.text());
  });
  page.on("pageerror", (error) => broken.push(error.message));
  await stage.open();
  for (let i = 0; i < 4; i++) await stage.key("ArrowRight");
  await stage.settled();
  for (const chip of await page.locator("[data-chip]:not([inert])").all()) {
    if (await chip.isVisible()) await chip.click();
  }
  await stage.settled();
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect([...hosts]).toEqual([new URL(page.url()).host]);
  expect(broken).toEqual([]);
});
