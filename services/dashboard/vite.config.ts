import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    target: "es2023",
    // `default-src 'self'` forbids data: addresses and inline scripts, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // Few large chunks compress better than many small ones, and what every page needs is in one.
        codeSplitting: {
          groups: [
            {
              name: "parts",
              test: /src\/(components|format|live|url|api|shell)\/(?!opened-menu|virtual-table|tabs)/,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/api": "http://127.0.0.1:8000",
      "/socket.io": { target: "http://127.0.0.1:8000", ws: true },
    },
  },
});
