import { describe, expect, it } from 'vitest';
import type { PlannedContact } from '@/api';
import { type WrapUp, emptyWrapUp, gapAt, gapsOf, outcomeOf, recordOf } from './wrap-up';

const item = { id: 'item', customer_id: 'customer', contact_id: 'katrin', method: 'phone' } as PlannedContact;
const REQUIRED = ['key_points', 'outcome', 'intent_level', 'next_step'];
const wrapUp = (change: Partial<WrapUp>): WrapUp => ({ ...emptyWrapUp(item), ...change });

describe('what is missing', () => {
  it('asks for the outcome first, and for what the company wants after a connected call only', () => {
    expect(gapsOf(wrapUp({}), REQUIRED)).toEqual(['disposition']);
    expect(gapsOf(wrapUp({ disposition: 'no_answer' }), REQUIRED)).toEqual([]);
    expect(gapsOf(wrapUp({ disposition: 'connected', keyPoints: ' ' }), REQUIRED)).toEqual(REQUIRED);
  });

  it('asks for all of a next step', () => {
    expect(gapsOf(wrapUp({ disposition: 'busy', nextKind: 'follow_up' }), REQUIRED)).toEqual(['next_at', 'next_aim']);
    expect(gapsOf(wrapUp({ disposition: 'busy', nextKind: 'none' }), REQUIRED)).toEqual(['next_reason']);
    expect(gapsOf(wrapUp({ disposition: 'busy', question: 'Brine?' }), REQUIRED)).toEqual(['handoff']);
  });
});

describe('a call-back', () => {
  it('is the next step of who asks for it', () => {
    expect(outcomeOf('callback_requested')).toEqual({ disposition: 'callback_requested', nextKind: 'call_back' });
    const asked = wrapUp(outcomeOf('callback_requested'));
    expect(gapsOf(asked, REQUIRED)).toEqual([]);
    expect(gapsOf({ ...asked, nextKind: 'nurture' }, REQUIRED)).toEqual(['next_step']);
    expect(recordOf({ ...asked, nextWhy: ' Night shift ' }, item, '2026-11-24T08:44:00Z').next_step).toEqual({
      kind: 'call_back',
      due_at: null,
      outside_hours_reason: 'Night shift',
    });
    expect(gapAt('/next_step/call_back/outside_hours_reason')).toBe('next_why');
  });
});

describe('the record', () => {
  const now = '2026-11-24T08:44:00Z';

  it('carries all that was said at once', () => {
    const full = wrapUp({
      disposition: 'connected',
      startedAt: '2026-11-24T08:42:00Z',
      endedAt: '2026-11-24T08:44:14Z',
      keyPoints: ' 30/70 ',
      nextKind: 'follow_up',
      nextAt: '2026-11-27T08:30:00Z',
      nextAim: 'Balance terms',
      need: '98% acid',
      complaint: 'Crates broken',
      departmentId: 'product',
      question: 'Which seal?',
    });
    expect(recordOf(full, item, now)).toMatchObject({
      planned_item_id: 'item',
      contact_id: 'katrin',
      talk_seconds: 134,
      key_points: '30/70',
      outcome: null,
      next_step: { kind: 'follow_up', method: 'phone', aim: 'Balance terms', due_at: '2026-11-27T08:30:00Z' },
      needs: [{ kind: 'current', description: '98% acid' }],
      complaint: { text: 'Crates broken' },
      handoff: { department_id: 'product', question: 'Which seal?' },
    });
  });

  it('leaves out what was not said, and takes the present where nobody took the time', () => {
    const bare = recordOf(wrapUp({ disposition: 'no_answer' }), item, now);
    expect(bare).toMatchObject({ started_at: now, ended_at: now, next_step: null });
    expect(Object.keys(bare)).not.toEqual(expect.arrayContaining(['needs']));
    expect('complaint' in bare || 'handoff' in bare || 'satisfaction' in bare || 'talk_seconds' in bare).toBe(false);
  });
});

describe('faults of the server', () => {
  it('find their field', () => {
    expect(
      ['/key_points', '/next_step/follow_up/due_at', '/next_step/aim', '/satisfaction/response_speed'].map(gapAt),
    ).toEqual(['key_points', 'next_at', 'next_aim', 'satisfaction']);
    expect(gapAt('/author_id')).toBeNull();
  });
});
