import { language } from '@/shared/i18n';

const names = new Map<string, Intl.DisplayNames>();

/** A country's name in the reader's language, by its ISO 3166 code; a code that is none stays as it is. */
export function countryName(code: string): string {
  const spoken = language();
  let known = names.get(spoken);
  if (!known) names.set(spoken, (known = new Intl.DisplayNames([spoken], { type: 'region', fallback: 'code' })));
  try {
    return known.of(code) ?? code;
  } catch {
    return code;
  }
}
