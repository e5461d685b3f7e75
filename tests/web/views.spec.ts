// Views as a reader works with them, by pointer and by keyboard.
import { expect, stepOf, test, type Page } from "./kit";

const body = (page: Page, view: string) =>
  page.locator(`[data-view="${view}"] .view`).first();

test("a bit of the GFP mask is switched, and the zones follow", async ({
  stage,
  page,
}) => {
  await stage.open({ s: "07-zones", view: "gfp" });
  const view = body(page, "gfp");
  const chain = view.locator(".chain li");
  await view.getByRole("button", { name: "GFP_KERNEL", exact: true }).click();
  await expect(chain).toHaveCount(3);
  const bit = view.getByRole("switch", { name: /^.?DMA32/ });
  await bit.focus();
  await page.keyboard.press("Enter");
  await expect(bit).toHaveAttribute("aria-checked", "true");
  await expect(chain).toHaveCount(2);
  await view.getByRole("button", { name: "GFP_ATOMIC" }).click();
  await expect(view).toContainText("HIGH");
});

test("the zones' gauges follow the one who asks", async ({ stage, page }) => {
  await stage.open({ s: "07-zones", view: "zones" });
  const view = body(page, "zones");
  const dma = view.getByRole("row").filter({ hasText: /^DMA\s*\d?\b/ });
  await view.getByRole("button", { name: "Normal", exact: true }).click();
  await expect(dma.getByRole("img").last()).toHaveAccessibleName(
    /reserve of [1-9]/,
  );
  await view.getByRole("button", { name: "DMA", exact: true }).click();
  await expect(dma.getByRole("img").last()).toHaveAccessibleName(
    /reserve of 0/,
  );
});

test("the map of all frames is zoomed and panned, and a frame is picked by the keyboard", async ({
  stage,
  page,
}) => {
  await stage.open({ s: "04-buddy", view: "physical" });
  const map = page.getByTestId("bigmap");
  await expect(map.locator("canvas")).toHaveAttribute("data-paint", /\d/);
  const picture = () =>
    map
      .locator("canvas")
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await picture();
  await map.hover();
  await page.mouse.wheel(0, -1500);
  await expect.poll(picture).not.toBe(before);
  await map.focus();
  await page.keyboard.press("ArrowRight");
  const at = Number(await map.getAttribute("aria-valuenow"));
  await page.keyboard.press("ArrowRight");
  await expect(map).toHaveAttribute("aria-valuenow", String(at + 1));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("selected")).toContainText(
    `0x${(at + 1).toString(16)}`,
  );
  await page.keyboard.press("0");
  await expect.poll(picture).toBe(before);
});

test("the map of all frames, the pageblock and the card stand side by side in windows of every size", async ({
  stage,
  page,
}) => {
  await stage.open({ s: "04-buddy", view: "physical" });
  const gaps = () =>
    page.evaluate(() => {
      const view = document.querySelector('[data-view="physical"] .view')!;
      const parts = [...view.querySelectorAll(".maps > *")].map((one) => one.getBoundingClientRect());
      const between = parts.slice(1).map((box, i) => box.left - parts[i].right);
      const map = view.querySelector('[data-testid="bigmap"]')!.getBoundingClientRect();
      const legend = view.querySelector(".legend")!.getBoundingClientRect();
      const room = view.getBoundingClientRect();
      return {
        widest: Math.max(...between, map.left - room.left, room.right - parts.at(-1)!.right),
        narrowest: Math.min(...between),
        caption: Math.round(parts[0].width - map.width),
        below: legend.bottom <= room.bottom + 1,
      };
    });
  for (const [width, height] of [[1440, 900], [1280, 720], [1024, 768], [800, 1000], [1100, 900], [2560, 1440]]) {
    await page.setViewportSize({ width, height });
    await expect
      .poll(async () => {
        const { widest, narrowest, caption, below } = await gaps();
        return { widest: widest < 24, narrowest: narrowest > 2, caption, below };
      }, `${width} x ${height}`)
      .toEqual({ widest: true, narrowest: true, caption: 0, below: true });
  }
});

test("a function of the boot leads to its step, and what it took is listed", async ({
  stage,
  page,
}) => {
  await stage.open({ s: "02-boot", t: stepOf("02-boot", "Is a CMA area wanted"), view: "boot" });
  const view = body(page, "boot");
  await view.getByRole("button", { name: "e820__memblock_setup" }).click();
  await expect.poll(() => stage.step()).toBeLessThan(60);
  await expect(view.locator('[aria-current="step"]').last()).toContainText(
    "e820__memblock_setup",
  );
  await expect(view.getByRole("table").first()).toContainText(
    "the kernel image",
  );
});
