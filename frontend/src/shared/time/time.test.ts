import { beforeAll, describe, expect, it } from 'vitest';
import { speak } from '@/shared/i18n';
import { counter, dateText, dayWord, moment, momentText, monthText, timeIn } from './format';
import { againstClock, agoText, overdueText, soonText } from './relative';
import { addDays, dayIn, daysBetween, instantOf, offsetMinutes, wallTime } from './zones';

const NOW = '2026-11-24T08:42:00Z';
const SHANGHAI = 'Asia/Shanghai';

describe('zones', () => {
  it('reads the wall of a place', () => {
    expect(wallTime(NOW, 'Europe/Berlin')).toMatchObject({
      year: 2026,
      month: 11,
      day: 24,
      hour: 9,
      minute: 42,
      weekday: 2,
    });
    expect(timeIn(NOW, 'Asia/Kolkata')).toBe('14:12');
    expect(timeIn('2026-11-24T16:00:00Z', SHANGHAI)).toBe('00:00');
  });

  it('knows how far a zone is ahead, in both halves of the year', () => {
    expect(offsetMinutes('2026-01-15T12:00:00Z', 'Europe/Berlin')).toBe(60);
    expect(offsetMinutes('2026-07-15T12:00:00Z', 'Europe/Berlin')).toBe(120);
    expect(offsetMinutes(NOW, 'America/Sao_Paulo')).toBe(-180);
  });

  it('finds the instant of a wall time, across changes of the clocks', () => {
    const at = (month: number, day: number, hour: number, minute: number) =>
      instantOf({ year: 2026, month, day, hour, minute }, 'Europe/Berlin').toISOString();
    expect(at(11, 27, 9, 30)).toBe('2026-11-27T08:30:00.000Z');
    expect(at(3, 29, 2, 30)).toBe('2026-03-29T01:30:00.000Z');
    expect(at(3, 29, 3, 30)).toBe('2026-03-29T01:30:00.000Z');
    expect(at(10, 25, 2, 30)).toBe('2026-10-25T00:30:00.000Z');
    expect(at(10, 25, 3, 30)).toBe('2026-10-25T02:30:00.000Z');
  });

  it('is its own inverse', () => {
    for (const zone of ['America/New_York', 'Australia/Sydney', 'Asia/Kathmandu', 'America/Sao_Paulo']) {
      for (let hour = 0; hour < 400; hour += 7) {
        const instant = new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000 * 22);
        const wall = wallTime(instant, zone);
        expect(wallTime(instantOf(wall, zone), zone)).toEqual(wall);
      }
    }
  });

  it('counts calendar days', () => {
    expect(dayIn('2026-11-24T16:30:00Z', SHANGHAI)).toBe('2026-11-25');
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });
});

describe('in Chinese', () => {
  beforeAll(() => speak('zh-CN'));

  it('says the customer’s time first and mine second', () => {
    expect(momentText('2026-11-24T12:00:00Z', 'America/Sao_Paulo', SHANGHAI, NOW)).toBe(
      '周二 09:00 圣保罗 · 20:00 上海',
    );
    expect(momentText('2026-11-24T17:00:00Z', 'America/Sao_Paulo', SHANGHAI, NOW)).toBe(
      '周二 14:00 圣保罗 · 周三 01:00 上海',
    );
    expect(momentText(NOW, 'Europe/Berlin', SHANGHAI, NOW, { place: '汉堡', date: true })).toBe(
      '11月24日 周二 09:42 汉堡 · 16:42 上海',
    );
  });

  it('says one time where both clocks are the same', () => {
    expect(moment(NOW, SHANGHAI, SHANGHAI, NOW)).toEqual({ there: '周二 16:42 上海', here: '' });
  });

  it('says the year only where it is another', () => {
    expect(dateText('2026-11-24', NOW, SHANGHAI, { weekday: true })).toBe('11月24日 周二');
    expect(dateText('2027-03-02', NOW, SHANGHAI)).toBe('2027年3月2日');
    expect(dateText('2026-11-04', NOW, SHANGHAI, { narrow: true })).toBe('11-04');
    expect(dateText('2027-03-02', NOW, SHANGHAI, { narrow: true })).toBe('2027-03');
    expect(monthText('2026-11-01')).toBe('2026年11月');
  });

  it('says near days as people do', () => {
    expect(dayWord('2026-11-24T01:00:00Z', SHANGHAI, NOW)).toBe('今天');
    expect(dayWord('2026-11-24T17:00:00Z', SHANGHAI, NOW)).toBe('明天');
    expect(dayWord('2026-11-27T01:00:00Z', SHANGHAI, NOW)).toBe('周五');
    expect(dayWord('2026-11-16T01:00:00Z', SHANGHAI, NOW)).toBe('11月16日');
  });

  it('counts against clocks and calendars', () => {
    expect(againstClock('2026-11-24T09:30:00Z', NOW)).toBe('剩 48 分');
    expect(againstClock('2026-11-24T05:37:00Z', NOW)).toBe('超 3 小时 5 分');
    expect(overdueText('2026-11-21', NOW, SHANGHAI)).toBe('逾期 3 天');
    expect(overdueText('2026-11-24', NOW, SHANGHAI)).toBe('今日到期');
    expect(overdueText('2026-11-25', NOW, SHANGHAI)).toBe('');
    expect(soonText('2026-11-24T09:00:00Z', NOW)).toBe('18 分钟后');
    expect(agoText('2026-11-24T08:37:00Z', NOW, SHANGHAI)).toBe('5 分钟前');
    expect(agoText('2026-11-22T08:37:00Z', NOW, SHANGHAI)).toBe('2 天前');
  });
});

describe('in English', () => {
  beforeAll(() => speak('en'));

  it('writes day first', () => {
    expect(momentText('2026-11-24T12:00:00Z', 'America/Sao_Paulo', SHANGHAI, NOW)).toBe(
      'Tue 09:00 São Paulo · 20:00 Shanghai',
    );
    expect(dateText('2026-11-24', NOW, SHANGHAI, { weekday: true })).toBe('Tue 24 Nov');
    expect(dateText('2027-11-24', NOW, SHANGHAI)).toBe('24 Nov 2027');
  });

  it('counts one and many', () => {
    expect(overdueText('2026-11-23', NOW, SHANGHAI)).toBe('1 day overdue');
    expect(overdueText('2026-11-21', NOW, SHANGHAI)).toBe('3 days overdue');
    expect(againstClock('2026-11-24T09:30:00Z', NOW)).toBe('48 min left');
    expect(soonText('2026-11-24T11:00:00Z', NOW)).toBe('in 2 hours');
  });
});

it('counts seconds', () => {
  expect(counter(134)).toBe('02:14');
  expect(counter(3760)).toBe('1:02:40');
  expect(counter(-3)).toBe('00:00');
});
