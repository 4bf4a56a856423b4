import { ApiError, type CustomerLine, type ItemResult } from '@/api';
import { problemText } from '@/shared/ui/feedback/problem-text';

/** A customer that was left as it is, and why. */
export interface Failure {
  name: string;
  why: string;
}

/** What was refused of what was sent for these lines, in their order. */
export function failuresOf(results: readonly ItemResult[], lines: readonly Pick<CustomerLine, 'name'>[]): Failure[] {
  return results
    .filter((result) => result.status >= 300)
    .map(({ index, problem }) => ({
      name: lines[index]?.name ?? '',
      why: problem ? problemText(new ApiError(problem)) : '',
    }));
}

/** The names by reason, the most frequent first. */
export function byReason(failures: readonly Failure[]): [why: string, names: string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { name, why } of failures) reasons.set(why, [...(reasons.get(why) ?? []), name]);
  return [...reasons].toSorted(([, one], [, other]) => other.length - one.length);
}
