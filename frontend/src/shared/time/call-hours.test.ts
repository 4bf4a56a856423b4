import { describe, expect, it } from 'vitest';
import { isCallable, isOpen, joinsAt } from './call-hours';

const at = (time: string) => `2026-11-24T${time}:00Z`;
const item = (callable_now: boolean | null, opens: string | null, closes: string | null, due = '00:00') => ({
  due_from: at(due),
  call_time: { callable_now, opens_at: opens && at(opens), closes_at: closes && at(closes) },
});

describe('calling hours', () => {
  it('are carried on by the times that the server named', () => {
    expect(isOpen(item(true, null, '12:00'), at('11:59'))).toBe(true);
    expect(isOpen(item(true, null, '12:00'), at('12:00'))).toBe(false);
    expect(isOpen(item(false, '09:00', null), at('08:59'))).toBe(false);
    expect(isOpen(item(false, '09:00', null), at('09:00'))).toBe(true);
    expect(isOpen(item(null, null, null), at('09:00'))).toBeNull();
  });

  it('hold what is due where nobody is called now, but not what was promised', () => {
    expect(isCallable(item(false, '09:00', null), at('08:00'))).toBe(false);
    expect(isCallable({ ...item(false, '09:00', null), promised: true }, at('08:00'))).toBe(true);
    expect(isCallable(item(null, null, null), at('08:00'))).toBe(true);
    expect(isCallable(item(true, null, '12:00', '10:00'), at('09:00'))).toBe(false);
  });

  it('say when it joins', () => {
    expect(joinsAt(item(false, '09:00', null), at('08:00'))).toBe(at('09:00'));
    expect(joinsAt(item(false, '09:00', null, '10:00'), at('08:00'))).toBe(at('10:00'));
    expect(joinsAt(item(true, null, '12:00', '10:00'), at('09:00'))).toBe(at('10:00'));
    expect(joinsAt(item(false, null, null), at('08:00'))).toBeNull();
  });
});
