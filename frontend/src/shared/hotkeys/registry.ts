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
/** What tells keys apart: fetched beside the first screen, so that it is there when the screen is. */
const matching = import('./match');

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

/** Listens for keys, once for the whole page. Returns how to stop. */
export function listen(): () => void {
  let stop: (() => void) | undefined;
  let isStopped = false;
  void matching.then(({ attach }) => {
    if (!isStopped) stop = attach(window);
  });
  return () => {
    isStopped = true;
    stop?.();
  };
}
