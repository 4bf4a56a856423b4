import { defineConfig } from '@playwright/test';
import { chromium } from '../support/chromium.ts';

// `make web-pictures`: the pictures of the READMEs, taken of the demo company at a fixed time.
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.pictures.ts',
  outputDir: '../../test-results/pictures',
  globalSetup: '../support/company.ts',
  workers: 1,
  timeout: 180_000,
  retries: 0,
  reporter: 'list',
  use: {
    launchOptions: { executablePath: chromium(), args: ['--font-render-hinting=none', '--disable-lcd-text'] },
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Asia/Shanghai',
  },
});
