import { describe, expect, it } from 'vitest';
import { speak } from '@/shared/i18n';
import { groupDigits, money, moneyShort, parseAmount, shortFigure } from './money';
import { initial, langOf, personName, title } from './names';
import { bytes, change, count, counted, percent } from './numbers';
import { dialLink, phone } from './phones';

describe('money', () => {
  it('never rounds what is one record’s', () => {
    expect(money({ amount: '186400', currency: 'EUR' })).toBe('EUR 186,400');
    expect(money({ amount: '186400.0000', currency: 'EUR' })).toBe('EUR 186,400');
    expect(money({ amount: '1234.5', currency: 'USD' })).toBe('USD 1,234.50');
    expect(money({ amount: '9007199254740993.1234', currency: 'VND' })).toBe('VND 9,007,199,254,740,993.1234');
    expect(groupDigits('-1000')).toBe('−1,000');
  });

  it('shortens sums in the units of the language', async () => {
    await speak('zh-CN');
    expect(moneyShort({ amount: '38620000', currency: 'CNY' })).toBe('CNY 3,862 万');
    expect(shortFigure(6_940_000)).toBe('694 万');
    expect(shortFigure(186_000_000)).toBe('1.9 亿');
    expect(shortFigure(9_400)).toBe('9,400');
    await speak('en');
    expect(moneyShort({ amount: '38620000', currency: 'CNY' })).toBe('CNY 38.6M');
    expect(shortFigure(9_400)).toBe('9,400');
  });

  it('understands what people type', () => {
    expect(parseAmount('1,480,000.5')).toBe('1480000.5');
    expect(parseAmount('１４８０')).toBe('1480');
    expect(parseAmount('007')).toBe('7');
    expect(parseAmount('12.34567')).toBeNull();
    expect(parseAmount('-5')).toBeNull();
    expect(parseAmount('12a')).toBeNull();
  });
});

describe('numbers', () => {
  it('groups, and signs changes', async () => {
    await speak('zh-CN');
    expect(count(1_048_576)).toBe('1,048,576');
    expect([counted(1284, false), counted(1284, true)]).toEqual(['1,284', '≈ 1,284']);
    expect(percent(0.916, 1)).toBe('91.6%');
    expect(change(-2.2)).toBe('−2.2');
    expect(change(8.8)).toBe('+8.8');
    expect(bytes(284_000)).toBe('284 KB');
  });
});

describe('names', () => {
  it('uses the reader’s name for people and things', async () => {
    const person = { name: '王芳', name_en: 'Fiona Wang' };
    const team = { name: 'Europe', name_zh: '欧洲组' };
    await speak('zh-CN');
    expect([personName(person), title(team), title({ name: 'Europe', name_zh: null })]).toEqual([
      '王芳',
      '欧洲组',
      'Europe',
    ]);
    expect(langOf('Nordhafen Chemie GmbH')).toBe('en');
    await speak('en');
    expect([personName(person), title(team), personName({ name: '王芳', name_en: null })]).toEqual([
      'Fiona Wang',
      'Europe',
      '王芳',
    ]);
    expect(langOf('北港化工')).toBe('zh-CN');
  });

  it('takes one letter, also of signs outside the first plane', () => {
    expect([initial('王芳'), initial('katrin'), initial('𠮷田'), initial('')]).toEqual(['王', 'K', '𠮷', '?']);
  });
});

describe('phones', () => {
  it('reads in groups with the country apart', () => {
    expect(phone('+494055500142')).toBe('+49 405 550 0142');
    expect(phone('+14155550142')).toBe('+1 415 555 0142');
    expect(phone('+97145550163')).toBe('+971 4555 0163');
    expect(phone('4711')).toBe('4711');
  });

  it('never loses or adds a digit', () => {
    for (const number of ['+8613800138000', '+3531234567', '+390111760698', '+5511912345678', '+123456']) {
      expect(phone(number).replaceAll(' ', '')).toBe(number);
    }
  });

  it('dials with the extension', () => {
    expect(dialLink('+494055500142', '204')).toBe('tel:+494055500142;ext=204');
    expect(dialLink('+494055500142')).toBe('tel:+494055500142');
  });
});
