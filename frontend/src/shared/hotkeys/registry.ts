import { type KeyPress, isApple, matches } from './keys';

/** Where a key belongs in the `?` sheet. */
export type HotkeyGroup = 'everywhere' | 'go' | 'list' | 'record' | 'call' | 'planner' | 'board' | 'approvals';

export interface Hotkey {
  /** As data: `j`, `mod+enter`, `g d`; several that do the same, separated by commas: `j, arrowdown`. */
  keys: string;
  /** What it does, in the reader's language. */
  name: string;
  group: HotkeyGroup;
  run: () => void;
  /** Does nothing and is not listed while false. */
  isOn?: boolean;
  /** Acts inside dialogs, drawers and menus as well. */
  inOverlay?: boolean;
}

type Source = () => readonly Hotkey[];

const sources: Source[] = [];
const PAUSE_MS = 1200;
let pending = '';
let pendingUntil = 0;

/** Adds hotkeys; the latest added come first. Returns how to remove them. */
export function register(source: Source): () => void {
  sources.push(source);
  return () => {
    sources.splice(sources.indexOf(source), 1);
  };
}

/** All that act now, earliest first: what the sheet shows. */
export function registered(): Hotkey[] {
  return sources.flatMap((source) => source().filter((hotkey) => hotkey.isOn !== false));
}

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

/** Listens for keys, once for the whole page. Never acts in the middle of a composition. */
export function listen(target: Window = window): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    const hotkey = find(event, isField(event.target), inOverlay(event.target), event.timeStamp);
    if (!hotkey) return;
    event.preventDefault();
    hotkey.run();
  }
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

export { isApple };
