export { ariaKeys, caps } from './keys';
export { listen, registered, type Hotkey, type HotkeyGroup } from './registry';
export { useHotkeys } from './use-hotkeys';
