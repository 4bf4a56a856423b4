import { language } from '@/shared/i18n';

const formats = new Map<string, Intl.NumberFormat>();

function formatFor(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language()}${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(language(), options)));
  return format;
}

/** `1,284` */
export function count(value: number): string {
  return formatFor({ maximumFractionDigits: 0 }).format(value);
}

/** The sign before a count that is an estimate. */
export function about(isEstimate: boolean): string {
  return isEstimate ? '≈ ' : '';
}

/** `1,284`, or `≈ 1,284` where that is an estimate. */
export function counted(value: number, isEstimate: boolean): string {
  return about(isEstimate) + count(value);
}

/** A figure with at most `digits` decimals: `6.7`. */
export function figure(value: number, digits = 1): string {
  return formatFor({ maximumFractionDigits: digits }).format(value);
}

/** A share from 0 to 1 as `92%`. */
export function percent(share: number, digits = 0): string {
  return formatFor({ style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** `+8.8`, `−2.2`: a change, always with its sign. */
export function change(value: number, digits = 1): string {
  return formatFor({ maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(value).replace('-', '−');
}

/** `284 KB`: the size of a file. */
export function bytes(size: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, size > 0 ? Math.floor(Math.log10(size) / 3) : 0);
  return `${figure(size / 1000 ** power, power > 1 ? 1 : 0)} ${units[power]}`;
}
