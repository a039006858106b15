import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const SERVER = process.env.POINTSAY_SERVER ?? "http://127.0.0.1:8000";

/** `vite --mode mock`: answer the API from mock/shop.mjs instead of a real server. */
function mockShop(): Plugin {
  return {
    name: "mock-shop",
    async configureServer(vite) {
      const { answer } = await import("./mock/shop.mjs");
      vite.middlewares.use(
        (request, response, next) => void answer(request, response).then((done) => done || next()),
      );
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === "mock" ? [mockShop()] : [])],
  server: {
    proxy: mode === "mock" ? {} : { "/v1": SERVER, "/healthz": SERVER },
  },
  build: {
    outDir: "../src/pointsay/server/page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // React's licence has to travel with the bundle.
    license: { fileName: "assets/licenses.md" },
  },
}));
