import type { Script, ScriptChosen, ScriptSection, ScriptUse } from '@/api';

/** What of a script was used in the call so far: part of the draft, so plain data. */
export interface ScriptDraft {
  versionId: string;
  /** The part shown: a part's key, or one of the two that every script has. */
  shown: string;
  isAdapted: boolean;
  language: string;
  sections: string[];
  branches: string[];
  objections: string[];
  /** The objection whose answer is open. */
  answering: string | null;
  checks: string[];
  answers: Record<string, string>;
  /** Drafts that were begun before there were any have none. */
  materialsSent?: { file_id: string; name: string }[];
}

/** Keys of the first answers of a part, from the left of the keyboard. */
export const ANSWER_KEYS = ['q', 'w', 'e', 'r', 't', 'y', 'u'];
export const OBJECTIONS = '@objections';
export const BEFORE = '@before';

/** The beginning: the first part, in the language to begin in. */
export function beginning(chosen: ScriptChosen): ScriptDraft {
  const first = chosen.content.sections?.[0]?.key ?? BEFORE;
  return {
    versionId: chosen.version_id,
    shown: first,
    isAdapted: chosen.adaptation !== null,
    language: chosen.language,
    sections: [],
    branches: [],
    objections: [],
    answering: null,
    checks: [],
    answers: {},
    materialsSent: [],
  };
}

const added = (list: string[], entry: string) => (list.includes(entry) ? list : [...list, entry]);

/** Opens a part; what was open counts as said. */
export function goTo(draft: ScriptDraft, key: string): ScriptDraft {
  const isPart = !draft.shown.startsWith('@');
  return { ...draft, shown: key, sections: isPart ? added(draft.sections, draft.shown) : draft.sections };
}

/** Notes what the customer answered, and goes where that leads. */
export function take(draft: ScriptDraft, section: ScriptSection, key: string): ScriptDraft {
  const branch = section.branches?.find((each) => each.key === key);
  if (branch === undefined) return draft;
  const noted = { ...draft, branches: added(draft.branches, `${section.key}.${key}`) };
  if (branch.objection) return answer({ ...noted, sections: added(noted.sections, section.key) }, branch.objection);
  return branch.section ? goTo(noted, branch.section) : noted;
}

/** Opens the answer to an objection, or closes it. */
export function answer(draft: ScriptDraft, code: string | null): ScriptDraft {
  return { ...draft, answering: code, objections: code === null ? draft.objections : added(draft.objections, code) };
}

/** The text in the language asked for, else in the first that there is. */
export function inLanguage(texts: Record<string, string> | undefined, language: string): string {
  return texts?.[language] ?? Object.values(texts ?? {})[0] ?? '';
}

/** What the record says of the script. Where somebody was spoken to, the part that is open has been said as well. */
export function usedOf(draft: ScriptDraft, isConnected: boolean): ScriptUse {
  return {
    version_id: draft.versionId,
    adapted: draft.isAdapted,
    language: draft.language,
    sections: isConnected ? goTo(draft, BEFORE).sections : [],
    branches: draft.branches,
    objections: draft.objections,
    checks: draft.checks,
    materials_sent: draft.materialsSent ?? [],
    answers: Object.fromEntries(
      Object.entries(draft.answers).flatMap(([key, typed]) => (typed.trim() === '' ? [] : [[key, typed.trim()]])),
    ),
  };
}

/** Languages that any text of the version is written in; those it is spoken in first. */
export function languagesOf(script: Pick<Script, 'languages'>, sections: readonly ScriptSection[]): string[] {
  return [...new Set([...script.languages, ...sections.flatMap((section) => Object.keys(section.says))])];
}
