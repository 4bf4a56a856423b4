import { beforeEach, describe, expect, it, vi } from 'vitest';
import { along, leaveTrail, trailOf } from './trail';

beforeEach(() => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {} });
});

describe('the list one came from', () => {
  it('leads on and back, and fetches more at its end', async () => {
    const fetchMore = vi.fn(() => Promise.resolve(['a', 'b', 'c']));
    leaveTrail({ name: 'Overdue', href: '/customers?view=overdue', ids: ['a', 'b'], total: 9 }, fetchMore);
    expect(trailOf('b')).toMatchObject({ at: 2, total: 9 });
    expect(trailOf('z')).toBeNull();
    expect(await along('a', 1)).toBe('b');
    expect(await along('a', -1)).toBeNull();
    expect(fetchMore).not.toHaveBeenCalled();
    expect(await along('b', 1)).toBe('c');
    expect(await along('c', 1)).toBeNull();
    expect(await along('c', -1)).toBe('b');
  });
});
