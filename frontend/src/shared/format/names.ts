import { language } from '@/shared/i18n';

/** Somebody with a name, and perhaps one for foreign readers. */
export interface Named {
  name: string;
  name_en?: string | null;
}

/** Something with an English name and perhaps a Chinese one, such as a department, team, market or product. */
export interface Titled {
  name: string;
  name_zh?: string | null;
}

/** A colleague's name in the reader's language. */
export function personName({ name, name_en }: Named): string {
  return language() === 'en' ? (name_en ?? name) : name;
}

/** The name of a department, team, market or product in the reader's language. */
export function title({ name, name_zh }: Titled): string {
  return language() === 'en' ? name : (name_zh ?? name);
}

const HAN = /\p{Script=Han}/u;

/** One letter for an avatar: the first of the family name in Chinese, of the name otherwise. */
export function initial(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toLocaleUpperCase();
}

/** The language that a piece of customer text is written in, for the `lang` attribute; undefined when it is the page's own. */
export function langOf(text: string): 'zh-CN' | 'en' | undefined {
  const han = HAN.test(text);
  if (language() === 'en') return han ? 'zh-CN' : undefined;
  return han ? undefined : 'en';
}

/** Several things in one line: `德国、法国`, `Germany, France`. */
export function joined(parts: readonly string[]): string {
  return parts.join(language() === 'en' ? ', ' : '、');
}
