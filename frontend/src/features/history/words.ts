import { useLingui } from '@lingui/react/macro';
import { useNames } from '@/shared/directory';
import { languageName } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { columnName } from '@/shared/labels/history';
import { valueName } from '@/shared/labels/values';
import { dateIn, dateText, timeIn, useMinute } from '@/shared/time';

const IDENTITY = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Says a stored value: codes by their words, colleagues by their names, moments on the reader's clock. */
export function useValueText(): (column: string, value: unknown, entity: string) => string | null {
  const { t } = useLingui();
  const nameOf = useNames();
  const now = useMinute();
  const { zone } = usePreferences();
  const text = (column: string, value: unknown, entity: string): string | null => {
    if (value === null || value === undefined || value === '') return null;
    if (typeof value === 'boolean') return value ? t`yes` : t`no`;
    if (typeof value === 'number') return String(value);
    if (Array.isArray(value)) return value.map((each) => text(column, each, entity)).join(', ') || null;
    if (typeof value === 'object') {
      const parts = Object.entries(value).map(
        ([name, each]) => `${columnName(name)} ${text(name, each, entity) ?? '—'}`,
      );
      return parts.join(' · ');
    }
    if (typeof value !== 'string') return null;
    if (IDENTITY.test(value)) return nameOf(value, t`a record`);
    if (column === 'locale') return languageName(value);
    if (INSTANT.test(value)) return `${dateIn(value, zone, now)} ${timeIn(value, zone)}`;
    if (DAY.test(value)) return dateText(value, now, zone);
    return valueName(column, value, entity) ?? value;
  };
  return text;
}
