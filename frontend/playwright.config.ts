import { defineConfig } from '@playwright/test';
import { chromium } from './e2e/support/chromium.ts';

// Browser tests: the real product, built and served, with a database for each worker. `make web-test` runs them.
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/support/company.ts',
  globalTimeout: 1_200_000,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 1, // on a site of its own; what needs it is reported as flaky
  reporter: 'list',
  use: {
    launchOptions: {
      executablePath: chromium(),
      args: ['--font-render-hinting=none', '--disable-lcd-text', '--disable-gpu'],
    },
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
  },
});
