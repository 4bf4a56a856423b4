import { defineConfig } from '@playwright/test';
import { chromium } from '../support/chromium.ts';
import type { Language } from '../support/test.ts';

// `make web-pictures`: the pictures of the READMEs, taken of the demo company at a fixed time.
export default defineConfig<{ language: Language }>({
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
  // A language is a project: each has a product of its own, in which nobody has been called yet.
  projects: [
    { name: 'zh-CN', use: { language: 'zh-CN' } },
    { name: 'en', use: { language: 'en' } },
  ],
});
