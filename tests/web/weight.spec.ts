// How heavy the first load is; how quick a step is, tests/bench/browser.mjs measures.
import { gzipSync } from "node:zlib";
import type { Response } from "@playwright/test";
import { expect, test } from "./kit";

// What the page fetches until its first story stands at its first step; what it fetches later, while the reader reads
// (the rest of the core, the views not yet seen), is no part of it, and nothing may have waited for it.
test("the first load of script, style and wasm, packed, stays under 250 KB, and brings one language's words", async ({
  stage,
  page,
}) => {
  const bodies: Promise<{ url: string; bytes: number; waited: boolean }>[] = [];
  const weigh = (response: Response) => {
    if (!/\.(js|mjs|css|wasm)(\?|$)|\/words\.\w+$/.test(response.url())) return;
    const waited = response.request().resourceType() === "xhr"; // by a core that found a function missing
    bodies.push(
      response.body().then((body) => ({
        url: response.url(),
        bytes: gzipSync(body).length,
        waited,
      })),
    );
  };
  page.on("response", weigh);
  await stage.open();
  page.off("response", weigh);
  const all = await Promise.all([...bodies]);
  const words = all.filter((one) => /\/words\./.test(one.url));
  const sum =
    all.reduce((total, one) => total + one.bytes, 0) - (words[0]?.bytes ?? 0);
  test.info().annotations.push({
    type: "bytes",
    description: `${sum} in ${all.length} files`,
  });
  expect(all.some((one) => one.url.endsWith("/pagewalk.wasm"))).toBe(true);
  expect(sum).toBeLessThan(250 * 1024);
  expect(words.length).toBe(1);
  expect(words[0].bytes).toBeLessThan(20 * 1024);
  expect(all.filter((one) => one.waited)).toEqual([]);

  const later = await page.waitForResponse(/pagewalk\.rest\.wasm$/);
  expect(later.request().resourceType()).toBe("fetch");
});

test.describe("with its cache", () => {
  test.use({ serviceWorkers: "allow" });

  test("once loaded, the page works without a network", async ({
    stage,
    page,
    context,
  }) => {
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
});
