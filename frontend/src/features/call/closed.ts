import { t } from '@lingui/core/macro';
import type { CallTime } from '@/api';

/** Why nobody is called there now: the holiday by its name, a day off, or the hour; null where they may be called. */
export function closedText(time: CallTime | null): string | null {
  if (!time || time.closed === null) return null;
  if (time.closed === 'holiday') return time.holiday ?? t`public holiday`;
  return time.closed === 'day_off' ? t`day off there` : t`not the hour there`;
}
