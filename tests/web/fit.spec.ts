// The page fits every window, is read by everyone, and asks nobody but its own site.
import { AxeBuilder, expect, test } from "./kit";

const SIZES = [
  [1440, 900],
  [1280, 720],
  [1024, 768],
  [800, 1000],
  [390, 844],
] as const;

for (const [width, height] of SIZES) {
  test(`fits ${width} x ${height}: no scrolling, nothing outside, few nodes`, async ({ stage, page }) => {
    await page.setViewportSize({ width, height });
    for (const lang of ["en", "zh"]) {
      await stage.open({ lang });
      const size = await page.evaluate(() => {
        const root = document.documentElement;
        return {
          x: root.scrollWidth - root.clientWidth,
          y: root.scrollHeight - root.clientHeight,
        };
      });
      expect(size).toEqual({ x: 0, y: 0 });
      expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(4096);
      const outside = await page.evaluate(() =>
        [...document.querySelectorAll("button, select, a")]
          .filter((one) => !one.closest("[inert], .tabs, .scroll, .body, .chips, dialog"))
          .map((one) => ({
            box: one.getBoundingClientRect(),
            name: one.textContent,
          }))
          .filter(
            ({ box }) =>
              box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1),
          )
          .map(({ name }) => name),
      );
      expect(outside).toEqual([]);
    }
  });
}

for (const theme of ["light", "dark", "hc-light", "hc-dark"]) {
  test(`axe finds nothing on the stage, ${theme}`, async ({ stage, page }) => {
    await stage.open({ theme });
    await stage.key("ArrowRight");
    await stage.settled();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`),
    ).toEqual([]);
  });
}

test("axe finds nothing on the phone, on the course map and in the help", async ({ stage, page }) => {
  const wrong = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(
      (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
    );
  };
  await stage.open();
  await stage.key("?");
  expect(await wrong()).toEqual([]);
  await stage.key("Escape");
  await stage.key("l");
  await expect(page.getByTestId("library").locator("[data-scenario]").first()).toBeVisible();
  expect(await wrong()).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await stage.open({ lang: "zh" });
  expect(await wrong()).toEqual([]);
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

test("reduced motion: a step shows its end at once", async ({ stage, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await stage.open();
  await stage.key("ArrowRight");
  await stage.settled();
  expect(
    await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running").length),
  ).toBe(0);
});
