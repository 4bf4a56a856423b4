import PinyinMatch from 'pinyin-match';
import type { Marked } from './palette-frame';

/** Where a name holds what was typed: letters, Han, pinyin or initials; null where it does not. Nothing typed fits everything. */
export function match(name: string, typed: string): Marked | null {
  const wanted = typed.trim();
  if (wanted === '') return [];
  const at = name.toLocaleLowerCase().indexOf(wanted.toLocaleLowerCase());
  if (at >= 0) return [[at, at + wanted.length - 1]];
  const found = PinyinMatch.match(name, wanted.replaceAll(/\s+/g, ''));
  return found ? [[found[0], found[1]]] : null;
}

/** Those whose name or detail holds what was typed, with the stretch to mark; matches in the name come first. */
export function matching<T extends { name: string; detail?: string | undefined }>(
  items: readonly T[],
  typed: string,
): (T & { marked: Marked })[] {
  const inName: (T & { marked: Marked })[] = [];
  const inDetail: (T & { marked: Marked })[] = [];
  for (const item of items) {
    const marked = match(item.name, typed);
    if (marked) inName.push({ ...item, marked });
    else if (item.detail && match(item.detail, typed)) inDetail.push({ ...item, marked: [] });
  }
  return [...inName, ...inDetail];
}
