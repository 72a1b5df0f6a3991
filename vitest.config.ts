import { defineConfig } from 'vitest/config';

const conditions = ['source', 'module', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Vitest resolves test and set-up files in an environment of its own, which inherits neither of the above.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // Crash, race and browser tests share two cores in CI; a test that fails three times in a row is red.
    retry: process.env.CI ? 2 : 0,
    hookTimeout: 60_000,
  },
});
