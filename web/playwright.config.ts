// Real browser tests, against both ways to the core: `static` is web/dist behind a plain file server with the core
// in wasm, `http` is `pagewalk serve`: a page cannot tell the engines apart. `gallery` only takes pictures.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// Elsewhere: npx playwright install --with-deps chromium.
const CHROMIUM = process.env.PAGEWALK_CHROMIUM ?? "/usr/bin/chromium";
const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"];
const args = ["--no-sandbox", "--disable-gpu", ...quiet, "--disable-component-update", "--disable-sync"];
const program = process.env.PAGEWALK ?? "../build/bin/pagewalk";
const port = Number(process.env.PAGEWALK_TEST_PORT ?? 4173); // and the next one
const STATIC = `http://127.0.0.1:${port}`;
const SERVED = `http://127.0.0.1:${port + 1}`;

export default defineConfig({
  testDir: "../tests/web",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    serviceWorkers: "block", // each test would fill the cache anew; weight.spec.ts tries it
    launchOptions: { args, executablePath: existsSync(CHROMIUM) ? CHROMIUM : undefined },
    trace: "off",
  },
  // What looks the same from both engines is looked at once; what asks the engine is tried on both.
  projects: [
    { name: "static", use: { baseURL: `${STATIC}/` }, metadata: { engine: "wasm" }, testIgnore: /gallery/ },
    {
      name: "http",
      use: { baseURL: `${SERVED}/` },
      metadata: { engine: "http" },
      testIgnore: /gallery|embed|weight|glossary|fit/,
    },
    { name: "gallery", use: { baseURL: `${STATIC}/` }, metadata: { engine: "wasm" }, testMatch: /gallery/ },
  ],
  webServer: [
    { command: `node ../tests/web/static.mjs ${port}`, url: STATIC, reuseExistingServer: false },
    {
      command: `${program} serve --port ${port + 1} --web dist --scenarios ../scenarios`,
      url: SERVED,
      reuseExistingServer: false,
    },
  ],
});
