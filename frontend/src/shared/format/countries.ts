import { language } from '@/shared/i18n';

/** `法国 里昂`, `Lyon, France`: what may be cut stands last. */
export function placeText(country: string | null | undefined, city: string | null | undefined): string {
  const name = country ? countryName(country) : null;
  return language() === 'en' ? [city, name].filter(Boolean).join(', ') : [name, city].filter(Boolean).join(' ');
}

const names = new Map<string, Intl.DisplayNames>();

/** What the reader's language calls a code; a code that is none stays as it is. */
function named(type: 'region' | 'language', code: string): string {
  const key = `${language()} ${type}`;
  let known = names.get(key);
  if (!known) names.set(key, (known = new Intl.DisplayNames([language()], { type, fallback: 'code' })));
  try {
    return known.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A country's name by its ISO 3166 code. */
export const countryName = (code: string) => named('region', code);

/** A language's name by its BCP 47 tag. */
export const languageName = (tag: string) => named('language', tag);
