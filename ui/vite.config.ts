import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  // Relative: the same files are served by the window, by Centrale under /console/, /console/stanza/, /videochiamata/ and /prova/.
  base: "./",
  plugins: [
    // Its watcher would keep the tests from ending; they compile the messages beforehand.
    ...(process.env.VITEST
      ? []
      : [paraglideVitePlugin({ project: "./project.inlang", outdir: "./src/messages", strategy: ["baseLocale"] })]),
    svelte(),
  ],
  build: {
    target: ["es2022", "safari16"],
    // No data: addresses, so that the content policy can stay at 'self'.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: page("index.html"),
        console: page("console.html"),
        room: page("room.html"),
        waiting: page("waiting.html"),
        trial: page("trial.html"),
      },
    },
  },
  css: {
    preprocessorOptions: {
      scss: {
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function", "mixed-decls", "abs-percent"],
      },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});
