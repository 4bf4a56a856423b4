import { language } from '@/shared/i18n';

/** `法国 里昂`, `Lyon, France`: what may be cut stands last. */
export function placeText(country: string | null | undefined, city: string | null | undefined): string {
  const name = country ? countryName(country) : null;
  return language() === 'en' ? [city, name].filter(Boolean).join(', ') : [name, city].filter(Boolean).join(' ');
}

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
