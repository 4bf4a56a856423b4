import { language } from '@/shared/i18n';

/** The language of ours that the reader reads. */
export const mine = () => (language() === 'en' ? 'en' : 'zh');

/** The text in the reader's language, else in the first that there is. */
export function read(texts: Record<string, string> | undefined, first: string = mine()): string {
  return texts?.[first] ?? Object.values(texts ?? {})[0] ?? '';
}

export { languageName } from '@/shared/format';
