import type { ScriptContent, ScriptSection } from '@/api';

/** Shown instead of a part: the answers to objections. */
export const ANSWERS = '@answers';

/** A version's content with nothing left out. */
export interface Whole {
  sections: ScriptSection[];
  objections: NonNullable<ScriptContent['objections']>;
  checklist: NonNullable<ScriptContent['checklist']>;
}

export function whole(content: ScriptContent): Whole {
  return {
    sections: content.sections ?? [],
    objections: content.objections ?? [],
    checklist: content.checklist ?? [],
  };
}

/** A key that no other has: the word and the first number that is free. */
export function freeKey(word: string, taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`${word}_${number}`)) number += 1;
  return `${word}_${number}`;
}

export function addSection(content: Whole, language: string, name: string): { content: Whole; key: string } {
  const key = freeKey(
    'part',
    content.sections.map((each) => each.key),
  );
  const section: ScriptSection = { key, title: { [language]: name }, says: {}, materials: [] };
  return { content: { ...content, sections: [...content.sections, section] }, key };
}

export function changeSection(content: Whole, key: string, change: Partial<ScriptSection>): Whole {
  const sections = content.sections.map((each) => (each.key === key ? { ...each, ...change } : each));
  return { ...content, sections };
}

/** Without the part; branches that led to it lead nowhere, which the checks then say. */
export function removeSection(content: Whole, key: string): Whole {
  const sections = content.sections
    .filter((each) => each.key !== key)
    .map((each) => ({
      ...each,
      branches: (each.branches ?? []).map((branch) => (branch.section === key ? { ...branch, section: null } : branch)),
    }));
  return { ...content, sections };
}

/** One place up or down; at the end it stays. */
export function moveSection(content: Whole, key: string, by: -1 | 1): Whole {
  const at = content.sections.findIndex((each) => each.key === key);
  const to = at + by;
  if (at < 0 || to < 0 || to >= content.sections.length) return content;
  const sections = [...content.sections];
  [sections[at], sections[to]] = [sections[to]!, sections[at]!];
  return { ...content, sections };
}

/** Where a branch leads, as one id of a select. */
export const targetOf = (branch: { section?: string | null; objection?: string | null }): string | null =>
  branch.section ? `section:${branch.section}` : branch.objection ? `objection:${branch.objection}` : null;

export function leadTo(target: string): { section: string | null; objection: string | null } {
  const [kind, key = ''] = target.split(':');
  return { section: kind === 'section' ? key : null, objection: kind === 'objection' ? key : null };
}

/** Words and seconds to say a text: Chinese by characters, the rest by words. */
export function lengthOf(text: string): { words: number; seconds: number } {
  const signs = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.replaceAll(/\p{Script=Han}/gu, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return { words: signs + words, seconds: Math.round(signs / 4 + words / 2.2) };
}

/** Which part a gap of the server belongs to, by its pointer. */
export function partOf(content: Whole, pointer: string): string | null {
  const at = /^\/content\/sections\/(\d+)/.exec(pointer)?.[1];
  return at === undefined ? null : (content.sections[Number(at)]?.key ?? null);
}
