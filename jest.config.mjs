const shared = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: [".ts"],
  testEnvironment: "node",
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript" },
          target: "es2024",
          experimental: { keepImportAttributes: true },
        },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
  modulePathIgnorePatterns: ["/dist/", "<rootDir>/.data/"],
};

export default {
  // Each worker of "servers" drives a PostgreSQL of its own beside it: more than two starve each other.
  maxWorkers: 2,
  // Not of a project: there jest passes it over.
  testTimeout: 30_000,
  // Modules of ES modules' contexts are never freed, so a worker grows with every file: start it anew in time.
  workerIdleMemoryLimit: "1GB",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/{packages,services,bench,deploy}/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "/test/", "/stack-test/", "/long-test/"],
    },
    {
      ...shared,
      displayName: "servers",
      testMatch: ["<rootDir>/{packages,services,deploy}/**/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/"],
      globalSetup: "<rootDir>/packages/embedded-postgres/jest/setup.ts",
      globalTeardown: "<rootDir>/packages/embedded-postgres/jest/teardown.ts",
    },
    {
      ...shared,
      displayName: "stack",
      testMatch: ["<rootDir>/{packages,services,deploy}/**/stack-test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/"],
      globalSetup: "<rootDir>/packages/embedded-kafka/jest/setup.ts",
      globalTeardown: "<rootDir>/packages/embedded-kafka/jest/teardown.ts",
    },
    {
      ...shared,
      displayName: "long",
      testMatch: ["<rootDir>/{packages,services,deploy}/**/long-test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/"],
    },
  ],
};
