import { describe, expect, it } from 'vitest';
import { match, matching } from './match';

describe('match', () => {
  it('finds pinyin, initials, Han and letters, and says where', () => {
    expect(match('北港化工', 'beigang')).toEqual([[0, 1]]);
    expect(match('北港化工', 'bghg')).toEqual([[0, 3]]);
    expect(match('北港化工', '化工')).toEqual([[2, 3]]);
    expect(match('Nordhafen Chemie', 'chem')).toEqual([[10, 13]]);
    expect(match('北港化工', 'xyz')).toBeNull();
    expect(match('北港化工', ' ')).toEqual([]);
  });

  it('finds characters by any of their readings', () => {
    expect(match('重庆水泵', 'chongqing')).not.toBeNull();
    expect(match('银行客户', 'yinhang')).not.toBeNull();
  });

  it('puts names before details', () => {
    const found = matching([{ name: 'A', detail: 'Berlin' }, { name: 'Berlin GmbH' }, { name: 'C' }], 'berlin');
    expect(found.map((item) => item.name)).toEqual(['Berlin GmbH', 'A']);
  });
});
