import { describe, expect, it } from 'vitest';
import type { PlannedContact } from '@/api';
import { dueToday, kindOf, nextCall } from './due';

const NOW = Date.parse('2026-11-24T20:00:00Z');
const item = (change: Partial<PlannedContact>) =>
  ({
    method: 'phone',
    zone: 'Europe/Berlin',
    due_on: '2026-11-24',
    due_at: null,
    due_from: '2026-11-23T23:00:00Z',
    plan_kind: 'follow_up',
    ...change,
  }) as PlannedContact;

describe('the day', () => {
  it('is the customer’s own', () => {
    expect(kindOf(item({}), NOW)).toBe('follow_up');
    expect(kindOf(item({ zone: 'Asia/Shanghai' }), NOW)).toBe('overdue');
    expect(kindOf(item({ due_at: '2026-11-24T21:00:00Z' }), NOW)).toBe('agreed');
    expect(kindOf(item({ plan_kind: 'revisit' }), NOW)).toBe('other');
    expect(dueToday([item({}), item({ due_on: '2026-11-25' })], NOW)).toHaveLength(1);
  });

  it('begins with what may be telephoned by now', () => {
    const later = item({ id: '2', due_from: '2026-11-24T21:00:00Z' });
    expect(nextCall([item({ id: '1', method: 'visit' }), later], NOW)).toBeNull();
    expect(nextCall([later, item({ id: '3' })], NOW)?.id).toBe('3');
  });
});
