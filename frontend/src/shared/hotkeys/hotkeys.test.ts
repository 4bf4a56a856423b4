import { afterEach, describe, expect, it, vi } from 'vitest';
import { caps } from './keys';
import { type KeyPress, find, matches } from './match';
import { type Hotkey, register } from './registry';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

let undo: (() => void)[] = [];
const add = (...hotkeys: Partial<Hotkey>[]) => {
  const full = hotkeys.map((hotkey) => ({ name: '', group: 'list' as const, run: vi.fn(), keys: '', ...hotkey }));
  undo.push(register(() => full));
  return full;
};
let clock = 0;
const hit = (keyPress: KeyPress, { field = false, overlay = false, after = 1 } = {}) =>
  find(keyPress, field, overlay, (clock += after));

afterEach(() => {
  for (const each of undo) each();
  undo = [];
  clock += 10_000;
});

describe('matches', () => {
  it('wants exactly the modifiers it names', () => {
    expect(matches('mod+k', press('k', { ctrlKey: true }))).toBe(true);
    expect(matches('mod+k', press('k'))).toBe(false);
    expect(matches('k', press('k', { ctrlKey: true }))).toBe(false);
    expect(matches('shift+j', press('J', { shiftKey: true }))).toBe(true);
    expect(matches('j', press('J', { shiftKey: true }))).toBe(false);
  });

  it('takes a sign as typed, whatever Shift it needs', () => {
    expect(matches('?', press('?', { shiftKey: true, code: 'Slash' }))).toBe(true);
    expect(matches('[', press('['))).toBe(true);
  });

  it('tells keys with Alt by their place', () => {
    expect(matches('alt+1', press('¡', { altKey: true, code: 'Digit1' }))).toBe(true);
    expect(matches('alt+[', press('“', { altKey: true, code: 'BracketLeft' }))).toBe(true);
    expect(matches('alt+2', press('¡', { altKey: true, code: 'Digit1' }))).toBe(false);
  });
});

describe('find', () => {
  it('prefers what was added last and skips what is off', () => {
    const [page] = add({ keys: 'j' });
    const [inner] = add({ keys: 'j' });
    expect(hit(press('j'))).toBe(inner);
    inner!.isOn = false;
    expect(hit(press('j'))).toBe(page);
  });

  it('lets a field keep single keys, and takes them with Alt', () => {
    const [one, save] = add({ keys: '1' }, { keys: 'mod+enter' });
    expect(hit(press('1'), { field: true })).toBeNull();
    expect(hit(press('¡', { altKey: true, code: 'Digit1' }), { field: true })).toBe(one);
    expect(hit(press('Enter', { ctrlKey: true }), { field: true })).toBe(save);
  });

  it('leaves dialogs alone unless a key is meant for them', () => {
    const [, anywhere] = add({ keys: 'j' }, { keys: 'mod+k', inOverlay: true });
    expect(hit(press('j'), { overlay: true })).toBeNull();
    expect(hit(press('k', { ctrlKey: true }), { overlay: true })).toBe(anywhere);
  });

  it('follows sequences, and forgets a beginning after a while', () => {
    const [go, dial] = add({ keys: 'g d' }, { keys: 'd' });
    expect(hit(press('g'))).toBeNull();
    expect(hit(press('d'))).toBe(go);
    expect(hit(press('d'))).toBe(dial);
    expect(hit(press('g'))).toBeNull();
    expect(hit(press('d'), { after: 5000 })).toBe(dial);
  });

  it('does not swallow a key that continues nothing', () => {
    const [, next] = add({ keys: 'g d' }, { keys: 'j' });
    expect(hit(press('g'))).toBeNull();
    expect(hit(press('j'))).toBe(next);
  });

  it('knows several keys for one thing', () => {
    const [next] = add({ keys: 'j, arrowdown' });
    expect(hit(press('ArrowDown'))).toBe(next);
  });
});

it('prints one cap for a combination and several for a sequence', () => {
  expect(caps('mod+enter')).toEqual(['Ctrl ↵']);
  expect(caps('g d')).toEqual(['G', 'D']);
  expect(caps('\\')).toEqual(['\\']);
});
