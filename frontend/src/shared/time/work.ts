import { plural, t } from '@lingui/core/macro';

/** A working day as lists count it, in seconds: what is left of a clock is told in days of eight hours. */
export const WORKING_DAY = 8 * 3600;

/** A stretch of working time: minutes and hours, from two days on in days of eight hours. */
export function workText(seconds: number): string {
  const minutes = Math.max(0, Math.round(Math.abs(seconds) / 60));
  if (Math.abs(seconds) >= 2 * WORKING_DAY) {
    const days = Number((Math.abs(seconds) / WORKING_DAY).toFixed(1));
    return t`${days} workdays`;
  }
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t`${minutes} min`;
  return rest > 0 ? t`${hours} h ${rest} min` : plural(hours, { one: '# h', other: '# h' });
}

/** The same against its clock: `剩 4 小时`, `超 2 个工作日`; less than a minute over has just passed. */
export function workLeft(seconds: number, isOver: boolean): string {
  if (isOver && Math.abs(seconds) < 60) return t`Just passed`;
  const words = workText(seconds);
  return isOver ? t`${words} over` : t`${words} left`;
}
