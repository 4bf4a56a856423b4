// Lingui's macros are the one thing that needs Babel; files that do not import them never reach it.
import { defineRolldownBabelPreset } from '@rolldown/plugin-babel';

export const linguiMacros = defineRolldownBabelPreset({
  preset: () => ({ plugins: ['@lingui/babel-plugin-lingui-macro'] }),
  rolldown: { filter: { code: /from ['"]@lingui\/(core|react)\/macro['"]/ } },
});
