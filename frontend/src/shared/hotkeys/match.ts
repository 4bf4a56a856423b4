import { isApple, splitCombination } from './keys';
import { type Hotkey, registered } from './registry';

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const CODES: Record<string, string> = {
  '[': 'BracketLeft',
  ']': 'BracketRight',
  '/': 'Slash',
  ',': 'Comma',
  '.': 'Period',
  '\\': 'Backslash',
};

function codeOf(key: string): string {
  if (/^[a-z]$/.test(key)) return `Key${key.toUpperCase()}`;
  if (/^[0-9]$/.test(key)) return `Digit${key}`;
  return CODES[key] ?? '';
}

/** Whether a key press is this combination. With Alt the physical key decides: Alt changes what a key types. */
export function matches(combination: string, press: KeyPress): boolean {
  const parts = splitCombination(combination);
  const key = parts.at(-1) ?? '';
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const mod = isApple ? press.metaKey : press.ctrlKey;
  const otherMod = isApple ? press.ctrlKey : press.metaKey;
  if (mod !== wants('mod') || otherMod !== (isApple && wants('ctrl')) || press.altKey !== wants('alt')) return false;
  const typesItself = /^[^a-z0-9]$/.test(key);
  if (!typesItself && press.shiftKey !== wants('shift')) return false;
  const pressed = press.key === ' ' ? 'space' : press.key.toLowerCase();
  if (press.altKey) return press.code === codeOf(key) || pressed === key;
  return pressed === key || (press.code.startsWith('Numpad') && press.key === key);
}

const PAUSE_MS = 1200;
let pending = '';
let pendingUntil = 0;

const TEXT_INPUTS = /^(text|search|email|password|tel|url|number|date|datetime-local|time|)$/;

/** Where somebody is writing: single keys are text there. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.test(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target.isContentEditable ||
    /^(textbox|spinbutton|combobox)$/.test(target.role ?? '')
  );
}

function inOverlay(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]') !== null
  );
}

const alternatives = (keys: string) => (keys === ',' ? [','] : keys.split(',').map((part) => part.trim()));
const isSingle = (combination: string) => !/^(mod|ctrl|alt)\+/.test(combination);

/** Whether a press is this combination, where it happened. In a field a single key needs Alt, and is told by its place on the keyboard. */
function fits(combination: string, press: KeyPress, field: boolean): boolean {
  if (field && combination === 'escape') return matches(combination, press);
  return field && isSingle(combination) ? matches(`alt+${combination}`, press) : matches(combination, press);
}

/** The hotkey that a press completes, or null. Remembers the beginning of a sequence. */
export function find(press: KeyPress, field: boolean, overlay: boolean, now: number): Hotkey | null {
  const before = now < pendingUntil ? pending : '';
  pending = '';
  let begins = '';
  for (const hotkey of registered().toReversed()) {
    if (overlay && !hotkey.inOverlay) continue;
    for (const keys of alternatives(hotkey.keys)) {
      const [first = '', second] = keys.split(' ');
      if (second === undefined) {
        if (before === '' && fits(first, press, field)) return hotkey;
      } else if (before === first) {
        if (fits(second, press, field)) return hotkey;
      } else if (before === '' && fits(first, press, field)) {
        begins = first;
      }
    }
  }
  if (begins !== '') {
    pending = begins;
    pendingUntil = now + PAUSE_MS;
    return null;
  }
  return before === '' ? null : find(press, field, overlay, now);
}

/**
 * Combinations come before the controls: a focused button would take the Enter of Ctrl Enter for its own. So does Enter
 * on a radio, which is chosen by arrows and Space.
 */
const comesFirst = (event: KeyboardEvent) =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.key === 'Enter' && event.target instanceof Element && event.target.matches('input[type=radio]'));

/** Enter and Space belong to the button or link that has the focus, before any hotkey. */
const isOfControl = ({ key, target }: KeyboardEvent) =>
  (key === 'Enter' || key === ' ') && target instanceof Element && target.closest('button, a[href], summary') !== null;

/** Acts on the keys of a page. Never in the middle of a composition. Returns how to stop. */
export function attach(target: Window): () => void {
  function act(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    const hotkey = find(event, isField(event.target), inOverlay(event.target), event.timeStamp);
    if (!hotkey) return;
    event.preventDefault();
    event.stopPropagation();
    hotkey.run();
  }
  const before = (event: KeyboardEvent) => comesFirst(event) && act(event);
  const after = (event: KeyboardEvent) => !comesFirst(event) && !isOfControl(event) && act(event);
  target.addEventListener('keydown', before, true);
  target.addEventListener('keydown', after);
  return () => {
    target.removeEventListener('keydown', before, true);
    target.removeEventListener('keydown', after);
  };
}
