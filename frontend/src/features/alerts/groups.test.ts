import { describe, expect, it } from 'vitest';
import type { Alert, AlertReason } from '@/api';
import { dueOf, factCode, grouped, pathOf } from './groups';

const alert = (id: string, reason: AlertReason, customer: string, facts: Alert['facts'] = {}) =>
  ({ id, reason, customer_id: customer, subject_id: id, subject_type: 'customer', facts }) as Alert;

describe('grouped', () => {
  it('puts what was passed first and keeps a customer together', () => {
    const groups = grouped([
      alert('1', 'intent_without_follow_up', 'a'),
      alert('2', 'milestone_overdue', 'b'),
      alert('3', 'deadline_overdue', 'c'),
      alert('4', 'review_action_overdue', 'b'),
      alert('5', 'deadline_due_soon', 'a'),
    ]);
    expect(groups.map((group) => [group.urgency, group.alerts.map((each) => each.id)])).toEqual([
      ['passed', ['2', '4', '3']],
      ['soon', ['5']],
      ['missing', ['1']],
    ]);
  });

  it('shows a reason newer than this build as missing something', () => {
    expect(grouped([alert('1', 'brand_new' as AlertReason, 'a')])[0]?.urgency).toBe('missing');
  });
});

describe('facts', () => {
  it('finds the deadline, by instant before day', () => {
    expect(dueOf(alert('1', 'deadline_overdue', 'a', { due_at: '2026-11-25T03:12:54Z' }))).toEqual({
      at: '2026-11-25T03:12:54Z',
    });
    expect(dueOf(alert('1', 'milestone_overdue', 'a', { due_on: '2026-11-23' }))).toEqual({ on: '2026-11-23' });
    expect(dueOf(alert('1', 'intent_without_follow_up', 'a'))).toBeNull();
  });

  it('names what it is about', () => {
    expect(factCode(alert('1', 'milestone_overdue', 'a', { kind: 'payment' }))).toBe('payment');
    expect(factCode(alert('1', 'review_owed', 'a', { kind: 3 }))).toBeNull();
  });

  it('opens records that have a screen', () => {
    expect(pathOf({ subject_type: 'complaint', subject_id: '7' })).toBe('/complaints/7');
    expect(pathOf({ subject_type: 'export', subject_id: '7' })).toBeNull();
  });
});
