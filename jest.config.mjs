const shared = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: [".ts"],
  testEnvironment: "node",
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2024" },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
  modulePathIgnorePatterns: ["/dist/", "<rootDir>/.data/"],
};

export default {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/{packages,services,bench,deploy}/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "/test/"],
    },
    {
      ...shared,
      displayName: "servers",
      testMatch: ["<rootDir>/{packages,services,deploy}/**/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/"],
      globalSetup: "<rootDir>/packages/embedded-postgres/jest/setup.ts",
      globalTeardown: "<rootDir>/packages/embedded-postgres/jest/teardown.ts",
    },
  ],
};
