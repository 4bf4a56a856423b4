import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

// One catalogue for what every screen needs, one for the words of codes, one for each feature: a screen loads its own words with its own code.
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'zh-CN'],
  compileNamespace: 'es',
  orderBy: 'message',
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    {
      path: 'src/shared/i18n/locales/{locale}',
      include: ['src/app', 'src/shared', 'src/api'],
      exclude: ['src/shared/labels/**'],
    },
    { path: 'src/shared/labels/locales/{locale}', include: ['src/shared/labels'] },
    { path: 'src/features/{name}/locales/{locale}', include: ['src/features/{name}/'] },
  ],
});
