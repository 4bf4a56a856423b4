import { describe, expect, it } from 'vitest';
import type { ScriptSection } from '@/api';
import { filled } from './filled';
import { BEFORE, type ScriptDraft, answer, goTo, inLanguage, take, usedOf } from './use';

const START: ScriptDraft = {
  versionId: 'v',
  shown: 'opening',
  isAdapted: false,
  language: 'en',
  sections: [],
  branches: [],
  objections: [],
  answering: null,
  checks: [],
  answers: {},
  materialsSent: [],
};
const OPENING: ScriptSection = {
  key: 'opening',
  title: { en: 'Opening' },
  says: { en: 'Hello' },
  materials: [],
  branches: [
    { key: 'on', says: { en: 'Go on' }, section: 'terms' },
    { key: 'dear', says: { en: 'Too dear' }, objection: 'price' },
    { key: 'open', says: { en: 'Hm' } },
  ],
};

describe('what was used of a script', () => {
  it('goes where an answer leads, and counts a part as said once it is left', () => {
    const there = take(START, OPENING, 'on');
    expect(there).toMatchObject({ shown: 'terms', sections: ['opening'], branches: ['opening.on'] });
    expect(take(goTo(there, 'opening'), OPENING, 'on')).toMatchObject({
      sections: ['opening', 'terms'],
      branches: ['opening.on'],
    });
  });

  it('answers an objection without leaving the part', () => {
    const asked = take(START, OPENING, 'dear');
    expect(asked).toMatchObject({ shown: 'opening', answering: 'price', objections: ['price'] });
    expect(answer(asked, null)).toMatchObject({ answering: null, objections: ['price'] });
  });

  it('stays where an answer leads nowhere, and where there is no such answer', () => {
    expect(take(START, OPENING, 'open')).toMatchObject({ shown: 'opening', branches: ['opening.open'] });
    expect(take(START, OPENING, 'unheard of')).toBe(START);
  });

  it('tells the server of the open part too, and of answers that say something', () => {
    const used = usedOf({ ...goTo(START, 'terms'), answers: { who: ' The CFO ', when: ' ' } }, true);
    expect(used).toMatchObject({ version_id: 'v', sections: ['opening', 'terms'], answers: { who: 'The CFO' } });
    expect(usedOf(goTo(START, BEFORE), true).sections).toEqual(['opening']);
    expect(usedOf(START, false).sections).toEqual([]);
  });
});

it('fills in what is known and keeps the name of what is not', () => {
  expect(filled('Hello {contact}, about {opportunity}.', { contact: 'Anna' })).toEqual([
    { text: 'Hello ', isFilled: false },
    { text: 'Anna', isFilled: true },
    { text: ', about ', isFilled: false },
    { text: '{opportunity}', isFilled: true },
    { text: '.', isFilled: false },
  ]);
});

describe('where nobody is known by name', () => {
  const said = (text: string) =>
    filled(text, { customer: 'Nordlicht', rep: 'Fiona' })
      .map((piece) => piece.text)
      .join('');

  it('addresses nobody', () => {
    expect(said('Good morning {contact}, this is {rep}.')).toBe('Good morning, this is Fiona.');
    expect(said('{contact}, we can offer 30 %.')).toBe('We can offer 30 %.');
    expect(said('It is done. {contact}, what next?')).toBe('It is done. What next?');
    expect(said('Thank you for your time, {contact}.')).toBe('Thank you for your time.');
    expect(said('{contact}，您好，我是{rep}。')).toBe('您好，我是Fiona。');
    expect(said('谢谢您的时间，{contact}。')).toBe('谢谢您的时间。');
  });

  it('speaks of the company instead of somebody there', () => {
    expect(said('Am I speaking with {contact}?')).toBe('Am I speaking with Nordlicht?');
    expect(said('请问是{contact}吗？')).toBe('请问是Nordlicht吗？');
  });
});

it('says a text in the language asked for, else in the first', () => {
  expect(inLanguage({ zh: '你好' }, 'en')).toBe('你好');
});
