import { plural, t } from '@lingui/core/macro';
import { type Span, span } from './format';
import { type Instant, dayIn, daysBetween, toDate } from './zones';

/** A span in its two largest units at most: `3 天`, `2 小时 5 分`, `48 分`. */
export function spanText({ days, hours, minutes }: Span): string {
  if (days >= 1) return plural(days, { one: '# day', other: '# days' });
  if (hours >= 1) return minutes > 0 ? t`${hours} h ${minutes} min` : t`${hours} h`;
  return t`${minutes} min`;
}

/** Against a moment: `剩 48 分` before it, `超 2 小时` after it. For deadlines that a clock counts. */
export function againstClock(due: Instant, now: Instant): string {
  const words = spanText(span(due, now));
  return toDate(now) > toDate(due) ? t`${words} over` : t`${words} left`;
}

/** Against a calendar day in `zone`: `逾期 3 天`, `今天到期`, or an empty text while it lies ahead. */
export function overdueText(due: string, now: Instant, zone: string): string {
  const days = daysBetween(due, dayIn(now, zone));
  if (days === 0) return t`Due today`;
  return days > 0 ? plural(days, { one: '# day overdue', other: '# days overdue' }) : '';
}

/** From now to a moment ahead: `18 分钟后`, `3 小时后`. */
export function soonText(at: Instant, now: Instant): string {
  const { days, hours, minutes } = span(now, at);
  if (days >= 1) return plural(days, { one: 'in # day', other: 'in # days' });
  if (hours >= 1) return plural(hours, { one: 'in # hour', other: 'in # hours' });
  return t`in ${minutes} min`;
}

/** How long ago: `刚刚`, `5 分钟前`, `2 小时前`, `昨天`, `3 天前`. */
export function agoText(at: Instant, now: Instant, zone: string): string {
  const days = daysBetween(dayIn(at, zone), dayIn(now, zone));
  const { hours, minutes } = span(at, now);
  if (days === 1 && hours >= 6) return t`yesterday`;
  if (days >= 1 && toDate(now).getTime() - toDate(at).getTime() >= 86_400_000) {
    return plural(days, { one: '# day ago', other: '# days ago' });
  }
  if (hours >= 1) return plural(hours, { one: '# hour ago', other: '# hours ago' });
  return minutes >= 1 ? t`${minutes} min ago` : t`just now`;
}
