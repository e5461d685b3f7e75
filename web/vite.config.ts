// Three entries: the stage (index.html), the embedded stage (embed.html) and the <page-walk> element
// (pagewalk.js, whose name course pages keep for years, so it carries no hash). Everything is addressed
// relative to the page, so that web/dist works in any folder of any plain file server.
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
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: CSP },
        injectTo: "head-prepend",
      },
    ],
  };
}

// What every page runs at once is compiled beside the page's thread, while it is fetched; a browser that does not know
// the comment compiles each function at its first call.
function compileAhead(): Plugin {
  return {
    name: "pagewalk-compile-ahead",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const file of Object.values(bundle))
          if (file.type === "chunk" && /^(svelte|stage|marks)$/.test(file.name))
            file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
      },
    },
  };
}

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: "./",
  server: { fs: { allow: [at("..")] } }, // docs/GLOSSARY.md
  plugins: [svelte(), contentSecurityPolicy(), compileAhead()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: at("index.html"), embed: at("embed.html"), pagewalk: at("src/embed/pagewalk.ts") },
      output: {
        entryFileNames: (chunk) => (chunk.name === "pagewalk" ? "pagewalk.js" : "assets/[name]-[hash].js"),
        // Many small files pack worse than one: what every page needs travels together.
        codeSplitting: {
          groups: [
            { name: "link", test: /src\/ui\/hash/, priority: 2 }, // pagewalk.js needs this and nothing else
            { name: "svelte", test: /node_modules\/(?!@floating-ui)/ },
            {
              name: "stage",
              test: /src\/(i18n\/index|engine\/(engine|open|protocol|wasm))|src\/ui\/(?!hash|Phone|Help|Share|Predict|predict|Library|Trouble|TreeChoice|dtb)|src\/views\/strings/,
            },
            { name: "marks", test: /src\/views\/(marks\/)?(Empty|fmt|uses|PickFrame|FrameGlyph|TypeGlyph)/ },
          ],
        },
      },
    },
  },
  test: { include: ["../tests/web/unit/**/*.test.ts", "src/**/*.test.ts"], environment: "node" },
});
