import { t } from '@lingui/core/macro';
import type { User } from '@/api';
import { type Titled, countryName, groupDigits, joined, personName, title } from '@/shared/format';
import { i18n } from '@/shared/i18n';
import { label } from '@/shared/labels';
import { dateIn, dateText } from '@/shared/time';
import { type FilterField, fieldOf, operatorName } from './fields';
import type { Condition } from '../state';

/** What the words of a condition need. */
export interface Wording {
  now: number;
  zone: string;
  users: ReadonlyMap<string, User> | undefined;
  markets: ReadonlyMap<string, Titled> | undefined;
}

const RELATIVE = /^@today([+-]\d+)?$/;

function dayWords(value: string, { now, zone }: Wording): string {
  const days = RELATIVE.exec(value);
  if (!days) return value.length > 10 ? dateIn(value, zone, now) : dateText(value, now, zone);
  const away = Number(days[1] ?? 0);
  if (away === 0) return t`today`;
  return away < 0 ? t`${-away} days ago` : t`in ${away} days`;
}

function valueWords(field: FilterField, value: string | boolean | number, wording: Wording): string {
  if (typeof value === 'boolean') return value ? t`yes` : t`no`;
  const text = String(value);
  switch (field.kind) {
    case 'code':
      return field.labels ? label(field.labels, text) : text;
    case 'person':
      return text === '@me' ? t`me` : personName(wording.users?.get(text) ?? { name: '…' });
    case 'market':
      return title(wording.markets?.get(text) ?? { name: '…' });
    case 'country':
      return countryName(text);
    case 'instant':
    case 'date':
      return dayWords(text, wording);
    case 'amount':
      return groupDigits(text);
    case 'number':
      return `${text}%`;
    default:
      return text;
  }
}

/** A condition in the reader's words: what, how, with what. */
export function conditionWords(
  condition: Condition,
  wording: Wording,
): { field: string; operator: string; value: string } {
  const field = fieldOf(condition.field);
  if (!field)
    return { field: condition.field.replace('custom.', ''), operator: '', value: condition.values.join(', ') };
  const name = i18n._(field.name);
  if (condition.op === 'null') {
    return { field: name, operator: '', value: condition.values[0] === true ? t`is empty` : t`is filled` };
  }
  const values = condition.values.map((value) => valueWords(field, value, wording));
  const isOne = condition.op === 'in' && values.length === 1;
  return {
    field: name,
    operator: field.kind === 'boolean' ? '' : i18n._(operatorName(field.kind, isOne ? 'eq' : condition.op)),
    value: joined(values),
  };
}
