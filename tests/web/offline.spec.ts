// The core comes in two files. Where the second cannot be had when it is wanted, the page says so and goes on.
import { expect, test, type Page } from "./kit";

const WORDS = {
  en: { title: "This needs the network", again: "Try again" },
  zh: { title: "这一步需要联网", again: "再试一次" },
};

// A story of another allocator than the first one's, by a link.
const other = (page: Page) =>
  page.evaluate(() => (location.hash = `${location.hash.replace(/\bs=[^&]*&?/, "")}&s=43-slub`));

for (const lang of ["en", "zh"] as const)
  test(`without the core's second file: one error in ${lang}, and the story goes on`, async ({
    stage,
    page,
  }) => {
    test.skip(stage.engine !== "wasm", "the server has all of the core");
    await page.route("**/pagewalk.rest.wasm", (route) => route.abort());
    await stage.open({ lang });
    const said = await stage.said();
    await other(page);
    const trouble = page.getByTestId("trouble");
    await expect(trouble).toContainText(WORDS[lang].title);
    await expect(trouble.getByRole("button")).toHaveCount(2);
    expect(await page.getByTestId("trouble").count()).toBe(1);

    await trouble.getByRole("button").first().click(); // back to what stands here
    await expect(trouble).toHaveCount(0);
    await stage.key("ArrowRight");
    await expect.poll(() => stage.said()).not.toBe(said);
    await stage.key("ArrowLeft");
    await expect.poll(() => stage.said()).toBe(said);
  });

test("the network comes back: the same button fetches the rest and opens the story", async ({ stage, page }) => {
  test.skip(stage.engine !== "wasm", "the server has all of the core");
  await page.route("**/pagewalk.rest.wasm", (route) => route.abort());
  await stage.open();
  await other(page);
  const trouble = page.getByTestId("trouble");
  await expect(trouble).toContainText(WORDS.en.title);
  await page.unroute("**/pagewalk.rest.wasm");
  await trouble.getByRole("button", { name: WORDS.en.again }).click();
  await expect(trouble).toHaveCount(0);
  await stage.settled();
  const title = (await stage.library()).find(({ file }) => file.startsWith("43-slub"))!.title.en;
  await expect(page.getByText(title).first()).toBeVisible();
});
