import { language } from '@/shared/i18n';

/** An amount as it travels: a decimal string and an ISO 4217 code. */
export interface MoneyValue {
  amount: string;
  currency: string;
}

/** `1480000.50` → `1,480,000.50`. Works on the digits themselves, so no sum is ever rounded by the way it is shown. */
export function groupDigits(amount: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(amount) ?? [];
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const rest = /^0*$/.test(fraction) ? '' : `.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
  return `${sign === '-' ? '−' : ''}${grouped || '0'}${rest}`;
}

/** `EUR 186,400`; decimals only where there are any. */
export function money({ amount, currency }: MoneyValue): string {
  return `${currency} ${groupDigits(amount)}`;
}

/** A converted amount, whose cents say nothing: `CNY 78,334`. */
export function moneyWhole({ amount, currency }: MoneyValue): string {
  return `${currency} ${groupDigits(Math.round(Number(amount)).toString())}`;
}

/** For sums and figures only, never for one record: `CNY 3,862 万`, `CNY 38.6M`. */
export function moneyShort({ amount, currency }: MoneyValue): string {
  return `${currency} ${shortFigure(Number(amount))}`;
}

/** A large figure in the units of the language: `694 万`, `6.9M`. Below ten thousand: all its digits. */
export function shortFigure(value: number): string {
  const size = Math.abs(value);
  const [unit, word] =
    language() === 'en'
      ? size >= 1e9
        ? [1e9, 'B']
        : size >= 1e6
          ? [1e6, 'M']
          : size >= 1e4
            ? [1e3, 'K']
            : [1, '']
      : size >= 1e8
        ? [1e8, ' 亿']
        : size >= 1e4
          ? [1e4, ' 万']
          : [1, ''];
  const scaled = value / unit;
  const digits = Math.abs(scaled) >= 100 || unit === 1 ? 0 : 1;
  const [whole = '0', fraction = '0'] = scaled.toFixed(digits).split('.');
  return `${groupDigits(whole)}${fraction === '0' ? '' : `.${fraction}`}${word}`;
}

/** What somebody typed as an amount, as the decimal string to send; null when it is no amount. Takes `1,480,000.5` and full-width digits. */
export function parseAmount(typed: string): string | null {
  const plain = typed.normalize('NFKC').replaceAll(/[,\s_]/g, '');
  if (!/^\d+(\.\d{1,4})?$/.test(plain)) return null;
  return plain.replace(/^0+(?=\d)/, '');
}
