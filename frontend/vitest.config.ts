import { defineConfig, mergeConfig } from "vitest/config";
import app from "./vite.config";

export default mergeConfig(
  app,
  defineConfig({
    server: { fs: { allow: [".."] } }, // tests read the guide and the conformance cases
    test: {
      environment: "happy-dom",
      setupFiles: ["src/test/setup.ts"],
      include: ["src/**/*.test.{ts,tsx}"],
      testTimeout: 30_000,
      maxWorkers: 2,
    },
  }),
);
