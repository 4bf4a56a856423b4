import type { Value, Values } from '@/shared/ui/overlays/fields-dialog';

/** What a form's field holds as text; empty becomes null. */
export function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The same where the form has made sure that it is there. */
export function needed(values: Values, name: string): string {
  return textOf(values[name]) ?? '';
}

/** Words of a field, one a line or with commas between them. */
export function wordsOf(value: Value | undefined): string[] {
  return (textOf(value) ?? '')
    .split(/[\n,，;；]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** An amount with its currency, as two fields of a form hold it. */
export function moneyOf(values: Values, amount: string, currency: string) {
  const figure = textOf(values[amount]);
  return figure === null ? null : { amount: figure, currency: (textOf(values[currency]) ?? 'CNY').toUpperCase() };
}

export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });
export const keyed = (key: string) => ({ 'Idempotency-Key': key });
