import { i18n, type Messages } from '@lingui/core';

/** The languages the interface speaks. English is the language of the source, Chinese the one most users read. */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

type Catalogue = () => Promise<{ messages: Messages }>;

const shared = import.meta.glob<{ messages: Messages }>('./locales/*.po');
const labels = import.meta.glob<{ messages: Messages }>('../labels/locales/*.po');
/** Asked for at once, beside what else a first visit waits for. */
const features = import('./features');

/** Every catalogue that a screen has asked for, so that a change of language can load them again. */
const wanted = new Set<string>();

async function catalogue(feature: string | null, language: Language): Promise<Catalogue | undefined> {
  if (feature === null) return shared[`./locales/${language}.po`];
  if (feature === 'labels') return labels[`../labels/locales/${language}.po`];
  return (await features).ofFeature(feature, language);
}

async function load(feature: string | null, language: Language): Promise<Messages> {
  const read = await catalogue(feature, language);
  return (await read?.())?.messages ?? {};
}

/** Speaks `language` from now on: loads its words, for all that is on screen, before anything is drawn in it. */
export async function speak(language: Language): Promise<void> {
  const parts = await Promise.all([null, ...wanted].map((feature) => load(feature, language)));
  i18n.loadAndActivate({ locale: language, messages: Object.assign({}, ...parts) as Messages });
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}

/**
 * Loads the words of one feature in the present language; `labels` are the words of codes, which the shell loads.
 * Routes call it while they load: `loader: () => words('customers')`.
 */
export async function words(feature: string): Promise<void> {
  if (wanted.has(feature)) return;
  wanted.add(feature);
  i18n.load(i18n.locale, await load(feature, i18n.locale as Language));
}

/** The language in use. */
export function language(): Language {
  return i18n.locale as Language;
}

/** A language we speak for what a browser or a profile asks for; Chinese when it asks for neither. */
export function nearest(asked: readonly string[]): Language {
  for (const tag of asked) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

export { i18n };
