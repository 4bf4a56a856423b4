import { defineConfig } from '@playwright/test';
import { chromium } from '../support/chromium.ts';

// `make web-bench`: how quick the built interface is on a large database. One page at a time, nothing beside it.
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.bench.ts',
  outputDir: '../../test-results/bench',
  globalSetup: '../support/company.ts',
  workers: 1,
  timeout: 180_000,
  retries: 0,
  expect: { timeout: 60_000 },
  reporter: './table.ts',
  use: {
    launchOptions: { executablePath: chromium() },
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Asia/Shanghai',
  },
});
