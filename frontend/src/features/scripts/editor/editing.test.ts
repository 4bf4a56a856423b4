import { describe, expect, it } from 'vitest';
import {
  addSection,
  changeSection,
  freeKey,
  leadTo,
  lengthOf,
  moveSection,
  partOf,
  removeSection,
  targetOf,
  whole,
} from './editing';

const TWO = addSection(addSection(whole({}), 'en', 'One').content, 'en', 'Two').content;

describe('editing a script', () => {
  it('adds parts under keys of their own and changes just one', () => {
    expect(TWO.sections.map((each) => each.key)).toEqual(['part_1', 'part_2']);
    expect(freeKey('part', ['part_1', 'part_3'])).toBe('part_2');
    const changed = changeSection(TWO, 'part_2', { says: { en: 'Hello' } });
    expect(changed.sections.map((each) => each.says)).toEqual([{}, { en: 'Hello' }]);
  });

  it('moves within its bounds and loses nothing', () => {
    expect(moveSection(TWO, 'part_2', -1).sections.map((each) => each.key)).toEqual(['part_2', 'part_1']);
    expect(moveSection(TWO, 'part_1', -1)).toBe(TWO);
    expect(moveSection(TWO, 'unknown', 1)).toBe(TWO);
  });

  it('leaves branches to a part taken out leading nowhere', () => {
    const led = changeSection(TWO, 'part_1', { branches: [{ key: 'on', says: {}, section: 'part_2' }] });
    expect(removeSection(led, 'part_2').sections[0]?.branches?.[0]?.section).toBeNull();
  });

  it('reads and writes where a branch leads', () => {
    expect(targetOf({ section: 'a' })).toBe('section:a');
    expect(targetOf({ objection: 'price' })).toBe('objection:price');
    expect(targetOf({})).toBeNull();
    expect(leadTo('objection:price')).toEqual({ section: null, objection: 'price' });
  });

  it('tells how long a text is to say, in either writing', () => {
    expect(lengthOf('Would that work for you?')).toEqual({ words: 5, seconds: 2 });
    expect(lengthOf('您那里输送什么介质')).toEqual({ words: 9, seconds: 2 });
  });

  it('finds the part that a gap is in', () => {
    expect(partOf(TWO, '/content/sections/1/says/de')).toBe('part_2');
    expect(partOf(TWO, '/content/objections/0')).toBeNull();
  });
});
