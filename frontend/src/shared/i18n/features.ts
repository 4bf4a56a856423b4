import type { Messages } from '@lingui/core';

/** Where each feature's words are: many addresses, which the shell's file need not hold. */
const catalogues = import.meta.glob<{ messages: Messages }>('../../features/*/locales/*.po');

export const ofFeature = (feature: string, language: string) =>
  catalogues[`../../features/${feature}/locales/${language}.po`];
