// Three entries: the stage (index.html), the embedded stage (embed.html) and the <page-walk> element
// (pagewalk.js, whose name course pages keep for years, so it carries no hash). Everything is addressed
// relative to the page, so that web/dist works in any folder of any plain file server.
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// The page may talk to its own site and nothing else. Only in what is built: the dev server injects its own script.
const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function contentSecurityPolicy(): Plugin {
  return {
    name: "pagewalk-csp",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: CSP }, injectTo: "head-prepend" },
    ],
  };
}

// The library lies beside the page; `pagewalk serve` brings its own, a plain file server needs it in dist.
function scenarios(): Plugin {
  return {
    name: "pagewalk-scenarios",
    apply: "build",
    closeBundle() {
      const files = readdirSync(at("../scenarios"), { withFileTypes: true }).filter((entry) => entry.name.endsWith(".json"));
      mkdirSync(at("dist/scenarios"), { recursive: true });
      for (const { name } of files) copyFileSync(at(`../scenarios/${name}`), at(`dist/scenarios/${name}`));
    },
  };
}

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: "./",
  plugins: [svelte(), contentSecurityPolicy(), scenarios()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: at("index.html"), embed: at("embed.html"), pagewalk: at("src/embed/pagewalk.ts") },
      output: {
        entryFileNames: (chunk) => (chunk.name === "pagewalk" ? "pagewalk.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  test: { include: ["../tests/web/unit/**/*.test.ts", "src/**/*.test.ts"], environment: "node" },
});
