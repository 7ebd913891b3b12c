import { defineConfig } from "vite";
import { browserSdk } from "./sdk.ts";

// What a shop's own pages load from its Percorso: the consent banner, and Segment's SDK beside it.
export default defineConfig({
  plugins: [browserSdk()],
  publicDir: false,
  build: {
    outDir: "../src/percorso/web/static/shop",
    emptyOutDir: true,
    target: "es2020",
    modulePreload: false,
    rolldownOptions: {
      input: "shop/main.ts",
      output: { format: "iife", entryFileNames: "consent.min.js" },
    },
  },
});
