import type { Fault, TargetLine, TargetOf } from '@/api';
import { MEASURES, type Typed, setOf, subjectOf } from '@/shared/team-day';

/** What is typed, by whose targets they are. */
export type AllTyped = Readonly<Record<string, Typed>>;

/** Whether anything typed differs from what is set. */
export const isChanged = (row: TargetOf, typed: Typed = {}): boolean =>
  MEASURES.some((measure) => {
    const value = typed[measure];
    return value !== undefined && Number(value ?? 0) !== Number(setOf(row, measure) ?? 0);
  });

/** What was typed, and the targets of the month before where this month has none and nothing was typed. */
export function filled(rows: readonly TargetOf[], before: readonly TargetOf[], typed: AllTyped): AllTyped {
  const earlier = new Map(before.map((row) => [subjectOf(row), row]));
  const next: Record<string, Typed> = { ...typed };
  for (const row of rows) {
    const subject = subjectOf(row);
    const from = earlier.get(subject);
    if (!row.writable || !from) continue;
    for (const measure of MEASURES) {
      const value = setOf(from, measure);
      const isEmpty = setOf(row, measure) === null && next[subject]?.[measure] === undefined;
      if (isEmpty && value !== null) next[subject] = { ...next[subject], [measure]: value };
    }
  }
  return next;
}

/** Faults of the lines that were sent, by `subject:measure`; those of a line as a whole stand at its first measure. */
export function placed(
  faults: readonly Fault[],
  items: readonly TargetLine[],
  say: (fault: Fault) => string,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const fault of faults) {
    const [, place, field] = /^\/items\/(\d+)(?:\/(\w+))?/.exec(fault.pointer) ?? [];
    const line = place === undefined ? undefined : items[Number(place)];
    const measure = MEASURES.find((each) => each === field) ?? MEASURES[0];
    if (line) found[`${line.user_id ?? line.team_id}:${measure}`] = say(fault);
  }
  return found;
}
