import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// In development the page is served here and the figures come from `percorso serve` on its default port.
const SERVER = "http://127.0.0.1:8642";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": SERVER } },
  build: {
    outDir: "../src/percorso/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0, // a data: address would need a hole in the content security policy
    modulePreload: { polyfill: false }, // the polyfill is an inline script
    license: { fileName: "assets/licences.md" }, // the notices of what is shipped inside the page
  },
});
