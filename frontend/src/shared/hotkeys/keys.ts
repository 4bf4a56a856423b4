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
