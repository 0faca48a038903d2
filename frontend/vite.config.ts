import { fileURLToPath, URL } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server that the development server asks.
const SERVER = process.env.SHOAL_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/shoal/web/static",
    emptyOutDir: true,
    target: "es2023",
    // Fonts stay files: a data URL would be loaded for every script that the reader doesn't see.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // A page's chunk bears the page's name.
        chunkFileNames: ({ facadeModuleId }) => {
          const page = facadeModuleId?.match(/\/pages\/([\w-]+)\/page\.tsx$/)?.[1];
          return page ? `assets/${page}-[hash].js` : "assets/[name]-[hash].js";
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    // The Origin must be the one that the server is asked for, or its check against foreign pages refuses changes.
    proxy: {
      "^/(api|openapi.json|schemas)": {
        target: SERVER,
        changeOrigin: true,
        headers: { origin: SERVER },
      },
    },
  },
});
