// How heavy and how quick: the first load in bytes, a key press in milliseconds.
import { gzipSync } from "node:zlib";
import { expect, test, type Page } from "./kit";

test("the first load is at most 250 KB of script, style and wasm, packed", async ({ stage, page }) => {
  const bodies: Promise<{ url: string; bytes: number }>[] = [];
  page.on("response", (response) => {
    if (!/\.(js|mjs|css|wasm)(\?|$)/.test(response.url())) return;
    bodies.push(
      response.body().then((body) => ({
        url: response.url(),
        bytes: gzipSync(body).length,
      })),
    );
  });
  await stage.open();
  const all = await Promise.all([...bodies]);
  const sum = all.reduce((total, one) => total + one.bytes, 0);
  test.info().annotations.push({
    type: "bytes",
    description: `${sum} in ${all.length} files`,
  });
  expect(all.some((one) => one.url.endsWith(".wasm"))).toBe(true);
  expect(sum).toBeLessThan(250 * 1024);
});

// From the key press to the frame that shows the next step: 60 presses, sorted.
function presses(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const line = document.querySelector('[data-testid="timeline"]') as HTMLElement;
    const now = () => line.getAttribute("aria-valuenow");
    const press = (key: string) =>
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    const list: number[] = [];
    for (let i = 0; i < 60; i++) {
      const before = now();
      const began = performance.now();
      press(i % 6 < 4 ? "ArrowRight" : "ArrowLeft");
      while (now() === before && performance.now() - began < 1000)
        await new Promise((done) => setTimeout(done, 0));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      list.push(performance.now() - began);
      await new Promise((done) => setTimeout(done, 160));
    }
    return list.sort((a, b) => a - b);
  });
}

// The 95th percentile; a machine that compiles at the same moment gets a second and a third try.
test("a step is on the screen within 50 ms", async ({ stage, page }) => {
  test.setTimeout(90_000);
  await stage.open();
  let p95 = Infinity;
  for (let round = 0; round < 3 && p95 >= 50; round++) {
    const times = await presses(page);
    p95 = times[Math.floor(times.length * 0.95)];
    console.log(`step: median ${times[30].toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  }
  expect(p95).toBeLessThan(50);
});

test("once loaded, the page works without a network", async ({ stage, page, context }) => {
  await stage.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload(); // the first load that the worker sees whole
  await stage.settled();
  const said = await stage.said();
  await context.setOffline(true);
  await page.reload();
  await stage.settled();
  expect(await stage.said()).toBe(said);
  await stage.key("ArrowRight");
  await expect.poll(() => stage.said()).not.toBe(said);
});
