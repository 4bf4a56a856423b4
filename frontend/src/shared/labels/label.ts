import type { MessageDescriptor } from '@lingui/core';
import { i18n } from '@/shared/i18n';

/** The words for every code of a kind. A code that the contract gains and we lack does not compile. */
export type Labels<Code extends string> = Record<Code, MessageDescriptor>;

/** The word for a code in the reader's language. A code newer than this build reads as words, never as a raw code. */
export function label<Code extends string>(labels: Labels<Code>, code: Code): string {
  const message = labels[code] as MessageDescriptor | undefined;
  return message ? i18n._(message) : code.replaceAll('_', ' ');
}

/** All codes of a kind with their words, in the order of the table: what a select offers. */
export function options<Code extends string>(labels: Labels<Code>): { id: Code; name: string }[] {
  return (Object.keys(labels) as Code[]).map((id) => ({ id, name: label(labels, id) }));
}
