// Real browser tests, against both ways to the core: `static` is web/dist behind a plain file server with the core
// in wasm, `http` is `pagewalk serve`. The same specs must pass on both: a page cannot tell the engines apart.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// Elsewhere: npx playwright install --with-deps chromium.
const CHROMIUM = process.env.PAGEWALK_CHROMIUM ?? "/usr/bin/chromium";
const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"];
const args = ["--no-sandbox", "--disable-gpu", ...quiet, "--disable-component-update", "--disable-sync"];
const program = process.env.PAGEWALK ?? "../build/bin/pagewalk";
const STATIC = "http://127.0.0.1:4173";
const SERVED = "http://127.0.0.1:4174";

export default defineConfig({
  testDir: "../tests/web",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  timeout: 30_000,
  expect: { timeout: 8_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    launchOptions: { args, executablePath: existsSync(CHROMIUM) ? CHROMIUM : undefined },
    trace: "off",
  },
  projects: [
    { name: "static", use: { baseURL: `${STATIC}/` }, metadata: { engine: "wasm" } },
    {
      name: "http",
      use: { baseURL: `${SERVED}/` },
      metadata: { engine: "http" },
      testIgnore: /gallery|embed|weight/,
    },
  ],
  webServer: [
    { command: "node ../tests/web/static.mjs 4173", url: STATIC, reuseExistingServer: false },
    {
      command: `${program} serve --port 4174 --web dist --scenarios ../scenarios`,
      url: SERVED,
      reuseExistingServer: false,
    },
  ],
});
