// Pictures of the real page, for eyes: web/gallery/<scenario>.<step>.<size>.<theme>.<lang>.png. The test holds that
// each picture could be taken at the step asked for; looking at them is for people.
import { join } from "node:path";
import { expect, test } from "./kit";

const LOOKS = [
  { size: [1440, 900], theme: "light", lang: "en" },
  { size: [1440, 900], theme: "dark", lang: "zh" },
  { size: [1280, 720], theme: "light", lang: "zh" },
  { size: [390, 844], theme: "light", lang: "zh" },
] as const;

test("a gallery of every scenario @gallery", async ({ stage, page }) => {
  test.setTimeout(300_000);
  const folder = join(test.info().config.rootDir, "../../web/gallery");
  for (const { id } of await stage.library()) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await stage.open({ s: id });
    const start = await stage.step();
    const middle = start + Math.floor(((await stage.last()) - start) * 0.6);
    for (const { size, theme, lang } of LOOKS) {
      await page.setViewportSize({ width: size[0], height: size[1] });
      await stage.open({ s: id, t: middle, theme, lang });
      await stage.at(middle);
      await page.screenshot({
        path: `${folder}/${id}.${middle}.${size[0]}.${theme}.${lang}.png`,
        animations: "disabled",
      });
    }
    expect(await stage.step()).toBe(middle);
  }
});

// Each view in focus, where its story shows it at work.
const VIEWS = [
  ["translation", "03-first-touch"],
  ["address_space", "03-first-touch"],
  ["physical", "10-migrate-types"],
  ["buddy", "04-buddy"],
  ["zones", "07-zones"],
  ["pageblocks", "10-migrate-types"],
  ["gfp", "07-zones"],
  ["page", "03-first-touch"],
  ["stacks", "03-first-touch"],
  ["boot", "02-boot"],
  ["boot", "12-boot-device-tree"],
  ["proc", "03-first-touch"],
] as const;

test("a gallery of every view @gallery", async ({ stage, page }) => {
  test.setTimeout(300_000);
  const folder = join(test.info().config.rootDir, "../../web/gallery");
  for (const [view, story] of VIEWS) {
    await stage.open({ s: story });
    const from = view === "boot" ? 0 : await stage.step();
    const at = from + Math.floor(((await stage.last()) - from) * 0.4);
    for (const { size, theme, lang } of LOOKS) {
      await page.setViewportSize({ width: size[0], height: size[1] });
      await stage.open({ s: story, t: at, view, theme, lang });
      await stage.at(at);
      await expect(page.locator(`[data-view="${view}"]`).first()).toBeVisible();
      await page.screenshot({
        path: `${folder}/view.${view}.${story}.${size[0]}.${theme}.${lang}.png`,
        animations: "disabled",
      });
    }
  }
});
