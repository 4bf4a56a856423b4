import { expect, test } from 'vitest';
import { EMPTY, isReadyToLog, recordOf } from './logged';

const AT = '2026-03-10T08:30:00Z';

test('what was left empty is not sent as something', () => {
  const sent = recordOf({ ...EMPTY, at: AT, need: '  ', satisfaction: { product_quality: 4 } }, 'c', undefined);
  expect(sent).toMatchObject({ customer_id: 'c', started_at: AT, next_step: null, key_points: null });
  expect(Object.keys(sent)).not.toContain('needs');
  expect(Object.keys(sent)).not.toContain('satisfaction');
  expect(Object.keys(sent)).not.toContain('planned_item_id');
});

test('a planned contact done by another method says why', () => {
  const item = { id: 'i', method: 'visit' as const };
  expect(isReadyToLog({ ...EMPTY, method: 'email' }, item)).toBe(false);
  const form = { ...EMPTY, at: AT, method: 'email' as const, methodReason: 'snow' };
  expect(isReadyToLog(form, item)).toBe(true);
  expect(recordOf(form, 'c', item)).toMatchObject({ planned_item_id: 'i', method_reason: 'snow' });
  expect(Object.keys(recordOf({ ...form, method: 'visit' }, 'c', item))).not.toContain('method_reason');
});

test('a next step needs what it consists of', () => {
  expect(isReadyToLog({ ...EMPTY, nextKind: 'follow_up', nextAim: 'offer' }, undefined)).toBe(false);
  expect(isReadyToLog({ ...EMPTY, nextKind: 'follow_up', nextAim: 'offer', nextAt: AT }, undefined)).toBe(true);
  expect(isReadyToLog({ ...EMPTY, nextKind: 'none' }, undefined)).toBe(false);
  expect(isReadyToLog({ ...EMPTY, nextKind: 'nurture' }, undefined)).toBe(true);
});
