import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unwrap, unwrapTagged } from './client';
import { draft, draftNames, dropDraft, keepDraft, leaveDraft } from './drafts';
import { backOff, frameReader } from './events';
import { once } from './idempotency';
import { merge, same } from './merge';
import { ApiError } from './problem';

const PROBLEM = { type: 'urn:x', title: 't', detail: 'd', status: 409, code: 'conflict', trace_id: 'abc' };
const refusal = (problem: object, headers: Record<string, string> = {}, status = 409) =>
  Promise.resolve({ error: problem, response: new Response(null, { status, headers }) });

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
});

describe('unwrap', () => {
  it('gives the data, and the version with it', async () => {
    const answer = () =>
      Promise.resolve({ data: { id: 1 }, response: new Response(null, { headers: { etag: '"3"' } }) });
    expect(await unwrap(answer())).toEqual({ id: 1 });
    expect(await unwrapTagged(answer())).toEqual({ data: { id: 1 }, etag: '"3"' });
  });

  it('throws the problem the server told', async () => {
    const error = await unwrap(refusal(PROBLEM)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, code: 'conflict', isPassing: false, problem: PROBLEM });
  });

  it('understands Retry-After in seconds and as a date', async () => {
    const told = async (value: string) =>
      (
        (await unwrap(refusal({ ...PROBLEM, status: 429 }, { 'retry-after': value }, 429)).catch(
          (thrown: unknown) => thrown,
        )) as ApiError
      ).retryAfter;
    expect(await told('30')).toBe(30);
    expect(await told(new Date(Date.now() + 5000).toUTCString())).toBeGreaterThan(3);
    expect(await told('soon')).toBeNull();
  });

  it('makes a problem of what cannot be read, and of silence', async () => {
    const gateway = (await unwrap(refusal({}, { 'x-trace-id': 'z' }, 502)).catch(
      (thrown: unknown) => thrown,
    )) as ApiError;
    expect(gateway).toMatchObject({ status: 502, code: 'unavailable', isPassing: true });
    expect(gateway.problem.trace_id).toBe('z');
    const silence = (await unwrap(Promise.reject(new TypeError('fetch failed'))).catch(
      (thrown: unknown) => thrown,
    )) as ApiError;
    expect(silence).toMatchObject({ status: 0, code: 'unreachable', isPassing: true });
  });

  it('lets an aborted request be an abort', async () => {
    const abort = new DOMException('', 'AbortError');
    await expect(unwrap(Promise.reject(abort))).rejects.toBe(abort);
  });
});

describe('once', () => {
  const lost = new ApiError({ ...PROBLEM, status: 0, code: 'unreachable' });
  const refused = new ApiError({ ...PROBLEM, status: 422, code: 'invalid' });

  it('keeps the key while it is open whether the server did it, across reloads', async () => {
    const keys: string[] = [];
    const send = (error?: Error) => (key: string) => {
      keys.push(key);
      return error ? Promise.reject(error) : Promise.resolve('done');
    };
    await expect(once('call:1', { a: 1 }, send(lost))).rejects.toBe(lost);
    expect(await once('call:1', { a: 1 }, send())).toBe('done');
    expect(await once('call:1', { a: 1 }, send())).toBe('done');
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
  });

  it('takes a new key for other content and after a refusal', async () => {
    const keys: string[] = [];
    const send = (error: Error) => (key: string) => (keys.push(key), Promise.reject(error));
    await once('call:1', { a: 1 }, send(lost)).catch(() => {});
    await once('call:1', { a: 2 }, send(refused)).catch(() => {});
    await once('call:1', { a: 2 }, send(refused)).catch(() => {});
    expect(new Set(keys).size).toBe(3);
  });

  it('keeps the key over a session that ended', async () => {
    const keys: string[] = [];
    const ended = new ApiError({ ...PROBLEM, status: 401, code: 'not_signed_in' });
    await once('call:1', {}, (key) => (keys.push(key), Promise.reject(ended))).catch(() => {});
    await once('call:1', {}, (key) => (keys.push(key), Promise.resolve()));
    expect(keys[0]).toBe(keys[1]);
  });
});

describe('merge', () => {
  const base = { name: 'A', city: 'Turin', grade: 'B', phones: [{ raw: '1' }] };

  it('takes over what nobody else touched', () => {
    expect(merge(base, { ...base, grade: 'A' }, { city: 'Milan' })).toEqual({
      clean: { city: 'Milan' },
      conflicts: [],
    });
  });

  it('asks where both changed to different values, and not where they agree', () => {
    expect(merge(base, { ...base, city: 'Rome', grade: 'A' }, { city: 'Milan', grade: 'A' })).toEqual({
      clean: {},
      conflicts: ['city'],
    });
  });

  it('compares content, not identity', () => {
    expect(same({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
    expect(same([1], { 0: 1 })).toBe(false);
    expect(merge(base, { ...base, phones: [{ raw: '1' }] }, { phones: [{ raw: '2' }] }).clean).toEqual({
      phones: [{ raw: '2' }],
    });
  });
});

describe('drafts', () => {
  it('come back to the person who wrote them, latest first', async () => {
    await keepDraft('wang', 'call:1', { notes: '你好' }, '"3"');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await keepDraft('wang', 'call:2', { notes: 'b' });
    await keepDraft('lin', 'call:3', { notes: 'c' });
    expect(await draft('wang', 'call:1')).toMatchObject({ value: { notes: '你好' }, etag: '"3"' });
    expect(await draft('lin', 'call:1')).toBeUndefined();
    expect(await draftNames('wang')).toEqual(['call:2', 'call:1']);
    await dropDraft('wang', 'call:2');
    expect(await draftNames('wang')).toEqual(['call:1']);
  });

  describe('that a closing page left', () => {
    /** As browsers have it: what is kept are the object's own keys. */
    class Storage {
      getItem(key: string) {
        return (this as Record<string, unknown>)[key] ?? null;
      }
      setItem(key: string, value: string) {
        (this as Record<string, unknown>)[key] = value;
      }
      removeItem(key: string) {
        delete (this as Record<string, unknown>)[key];
      }
    }
    beforeEach(() => vi.stubGlobal('localStorage', new Storage()));
    afterEach(() => void vi.unstubAllGlobals());

    it('are taken in, and stay once only', async () => {
      await keepDraft('wang', 'left', 'a');
      await new Promise((resolve) => setTimeout(resolve, 5));
      leaveDraft('wang', 'left', 'ab', '"4"');
      expect(await draft('wang', 'left')).toMatchObject({ value: 'ab', etag: '"4"' });
      expect(Object.keys(localStorage)).toEqual([]);
      expect(await draft('wang', 'left')).toMatchObject({ value: 'ab' });
    });

    it('give way to what was kept since, and go when the draft goes', async () => {
      leaveDraft('wang', 'later', 'a');
      leaveDraft('wang', 'gone', 'a');
      await new Promise((resolve) => setTimeout(resolve, 5));
      await keepDraft('wang', 'later', 'ab');
      await dropDraft('wang', 'gone');
      expect(await draft('wang', 'later')).toMatchObject({ value: 'ab' });
      expect(await draft('wang', 'gone')).toBeUndefined();
    });
  });
});

describe('the stream', () => {
  it('puts frames together from any pieces', () => {
    const frames: unknown[] = [];
    const read = frameReader((frame) => frames.push(frame));
    const text =
      'retry: 2000\n\n: still here\nid: 1153-0\n\nid: 4711-9\nevent: customer.created\ndata: {"id":"4711-9"}\n\nevent: reset\ndata: a\ndata: b\n\n';
    for (const letter of text) read(letter);
    expect(frames).toEqual([
      { id: '1153-0' },
      { id: '4711-9', event: 'customer.created', data: '{"id":"4711-9"}' },
      { event: 'reset', data: 'a\nb' },
    ]);
  });

  it('waits longer each time, up to half a minute', () => {
    expect([1, 2, 3, 10].map((attempt) => backOff(attempt, 0.5))).toEqual([1000, 2000, 4000, 30_000]);
    expect(backOff(1, 0)).toBeLessThan(backOff(1, 1));
  });
});
