// The page in headless Chromium, served from loopback: prints one JSON list of {name, value, unit, goal}.
//
// "interactive" is from the navigation to the first picture that a key would move; "to paint" from a key press to the
// frame behind the one that shows the next step; "script" is the page's own work on the main thread for one press, as
// the browser counts it. "A frame while panning" is the map of 4 million frames under a moving finger: its event, what the
// page makes of it, and the frame up to its hand-over to the compositor. Every figure is the best of a few rounds, for neighbours only ever add.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { deflateRawSync, gzipSync } from "node:zlib";

const ROUNDS = 3, LOADS = 5, PRESSES = 60, PANS = 60;
const ZOOMS = [0.5, 2, 8, 20]; // pixels a frame of memory: two levels of the map, cells, cells with letters
const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("@playwright/test");
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const installed = process.env.PAGEWALK_CHROMIUM ?? "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"];

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

async function serve() {
  const port = await freePort();
  const child = spawn(process.execPath, [at("../web/static.mjs"), String(port)], { stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}/`;
  for (let tries = 0; ; tries++) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) return { url, stop: () => child.kill() };
    if (tries > 100) throw new Error("web/dist is not served; ./dev build makes it");
    await new Promise((done) => setTimeout(done, 50));
  }
}

// Runs in the page before its own script: notes when the stage first stands.
function watch() {
  const stands = () => {
    if (document.querySelector('[data-testid="sentence"]')?.textContent && !window.standsAt) window.standsAt = performance.now();
    else requestAnimationFrame(stands);
  };
  requestAnimationFrame(stands);
}

const settled = (page) => page.waitForFunction(() => /[✓✕]/.test(document.querySelector('[data-testid="badge"]')?.textContent ?? ""));

// A fresh profile each time: nothing is cached.
async function firstLoad(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  const bodies = [];
  page.on("response", (answer) => {
    if (/\.(js|mjs|css|wasm)(\?|$)/.test(answer.url())) bodies.push(answer.body().then((body) => gzipSync(body).length));
  });
  await page.addInitScript(watch);
  await page.goto(`${url}#lang=en`);
  await settled(page);
  const bytes = (await Promise.all([...bodies])).reduce((sum, one) => sum + one, 0);
  const ready = await page.evaluate(() => window.standsAt);
  await context.close();
  return { bytes, ready };
}

// From each press to the frame that shows the next step, with pauses in which the page fetches ahead, as a reader's are.
const toPaint = (page) => page.evaluate(async (presses) => {
  const line = document.querySelector('[data-testid="timeline"]');
  const now = () => line.getAttribute("aria-valuenow");
  const list = [];
  for (let i = 0; i < presses; i++) {
    const before = now(), began = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: i % 6 < 4 ? "ArrowRight" : "ArrowLeft", bubbles: true, cancelable: true }));
    while (now() === before && performance.now() - began < 1000) await new Promise((done) => setTimeout(done, 0));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    list.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 160));
  }
  return list;
}, PRESSES);

// The main thread's script alone, without layout and paint, from the press until the page is quiet again.
async function scriptTimes(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ScriptDuration").value * 1000;
  };
  const list = [];
  for (let i = 0; i < PRESSES; i++) {
    const before = await spent();
    await page.keyboard.press(i % 6 < 4 ? "ArrowRight" : "ArrowLeft");
    await page.waitForTimeout(30);
    list.push((await spent()) - before);
    await page.waitForTimeout(130);
  }
  return list;
}

// A machine of 16 GiB behind its boot, its map alone in a large window.
async function hugeMap(browser, url) {
  const story = { format: 1, title: { en: "Bench", zh: "测速" }, machine: { arch: "x86_64", ram: "16G" }, ops: [{ op: "boot" }] };
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const sz = deflateRawSync(JSON.stringify(story)).toString("base64url");
  await page.goto(`${url}#lang=en&view=physical&t=9999&sz=${sz}`);
  await page.waitForSelector('[data-testid="bigmap"] canvas[data-paint]', { timeout: 120000 });
  await settled(page);
  return page;
}

// Main-thread times of frames in which the map moves, at one zoom after another, and how many there were a second.
async function pan(page) {
  const map = page.getByTestId("bigmap"), list = [];
  let rate = Infinity;
  const box = await map.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (const zoom of ZOOMS) {
    await page.getByRole("button", { name: "show the frame" }).click(); // 14 pixels a frame, among frames in use
    await page.waitForTimeout(600);
    await page.mouse.move(x, y);
    await map.evaluate((node, [by, clientX, clientY]) => {
      node.dispatchEvent(new WheelEvent("wheel", { deltaY: -Math.log(by) / 0.0016, clientX, clientY, bubbles: true, cancelable: true }));
    }, [zoom / 14, x, y]);
    await page.mouse.down();
    const { times, began, ended } = await map.evaluate(async (node, [pans, x, y]) => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => {
        const began = performance.now(), behind = new MessageChannel();
        behind.port1.onmessage = () => done(performance.now() - began);
        behind.port2.postMessage(0);
      }));
      const times = [], began = performance.now();
      for (let i = 0; i < pans; i++) {
        const [next, at] = [frame(), performance.now()];
        node.dispatchEvent(new PointerEvent("pointermove", { pointerId: 1, clientX: x - i, clientY: y - (i % 30), bubbles: true }));
        await Promise.resolve();
        const moved = performance.now() - at;
        times.push(moved + (await next));
      }
      return { times, began, ended: performance.now() };
    }, [PANS, x, y]);
    await page.mouse.up();
    await map.press("0"); // the whole machine: the next zoom begins at 14 again
    await page.waitForTimeout(600);
    list.push(...times);
    rate = Math.min(rate, (PANS * 1000) / (ended - began));
  }
  return { list, rate };
}

const best = (values) => Math.min(...values);
const share = (list, part) => [...list].sort((a, b) => a - b)[Math.floor(list.length * part)];

const server = await serve();
const browser = await chromium.launch({ args, executablePath: existsSync(installed) ? installed : undefined });
try {
  const loads = [];
  for (let i = 0; i < LOADS; i++) loads.push(await firstLoad(browser, server.url));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}#lang=en`);
  await settled(page);
  const paints = [], scripts = [];
  for (let round = 0; round < ROUNDS; round++) {
    paints.push(await toPaint(page));
    scripts.push(await scriptTimes(page));
  }
  await page.close();
  const map = await hugeMap(browser, server.url), pans = [];
  for (let round = 0; round < ROUNDS; round++) pans.push(await pan(map));
  const rows = [
    ["first load, packed", best(loads.map(({ bytes }) => bytes)) / 1024, "KB", 250],
    ["interactive, from loopback", best(loads.map(({ ready }) => ready)), "ms", 1000],
    ["key press to paint, median", best(paints.map((list) => share(list, 0.5))), "ms", 0],
    ["key press to paint, p95", best(paints.map((list) => share(list, 0.95))), "ms", 50],
    ["script per key press, p95", best(scripts.map((list) => share(list, 0.95))), "ms", 8],
    ["16 GiB map, a frame while panning, p95", best(pans.map(({ list }) => share(list, 0.95))), "ms", 16.7],
    ["16 GiB map, frames a second", Math.max(...pans.map(({ rate }) => rate)), "", 0],
  ];
  console.log(JSON.stringify(rows.map(([name, value, unit, goal]) => ({ name, value, unit, goal }))));
} finally {
  await browser.close();
  server.stop();
}
