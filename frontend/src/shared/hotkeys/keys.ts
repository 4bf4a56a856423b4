/* A combination is written as data: `mod+k`, `shift+j`, `alt+1`, `?`; a sequence with a space: `g d`. `mod` is ⌘ on Apple machines and Ctrl elsewhere. */

export const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const CAPS: Record<string, string> = {
  mod: isApple ? '⌘' : 'Ctrl',
  shift: isApple ? '⇧' : 'Shift',
  alt: isApple ? '⌥' : 'Alt',
  ctrl: isApple ? '⌃' : 'Ctrl',
  enter: '↵',
  escape: 'Esc',
  space: 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  backspace: '⌫',
  tab: 'Tab',
};

/** What is printed on the caps of a combination, one text for each cap: `mod+enter` is one cap `Ctrl ↵`, `g d` are two. */
export function caps(keys: string): string[] {
  return keys.split(' ').map((combination) =>
    splitCombination(combination)
      .map((key) => CAPS[key] ?? key.toUpperCase())
      .join(' '),
  );
}

export function splitCombination(combination: string): string[] {
  return combination === '+' ? ['+'] : combination.split('+');
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(keys: string): string {
  const names: Record<string, string> = {
    mod: isApple ? 'Meta' : 'Control',
    shift: 'Shift',
    alt: 'Alt',
    ctrl: 'Control',
    enter: 'Enter',
    escape: 'Escape',
    space: 'Space',
  };
  return keys
    .split(' ')
    .map((combination) =>
      splitCombination(combination)
        .map((key) => names[key] ?? key)
        .join('+'),
    )
    .join(' ');
}

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
