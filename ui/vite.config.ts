import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// `vite build` makes the page for the desktop shell; `--mode replay` makes the same page on recorded answers.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  clearScreen: false,
  // The page is loaded from disk by a fixed engine, so nothing is gained by older syntax.
  build: {
    target: ["safari16.4", "chrome111"],
    outDir: mode === "replay" ? "dist-replay" : "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 700,
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  preview: { host: "127.0.0.1", port: 4173, strictPort: true },
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    // The whole window and axe take seconds on a machine that compiles meanwhile.
    testTimeout: 60_000,
  },
}));
