import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';
import { readdirSync } from 'node:fs';

// One catalogue for what every screen needs, one for the words of codes, one for each feature: a screen loads its own words with its own code.
const features = readdirSync(new URL('./src/features', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'zh-CN'],
  compileNamespace: 'ts',
  orderBy: 'message',
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    {
      path: 'src/shared/i18n/locales/{locale}',
      include: ['src/app', 'src/shared', 'src/api'],
      exclude: ['src/shared/labels'],
    },
    { path: 'src/shared/labels/locales/{locale}', include: ['src/shared/labels'] },
    ...features.map((name) => ({
      path: `src/features/${name}/locales/{locale}`,
      include: [`src/features/${name}`],
    })),
  ],
});
