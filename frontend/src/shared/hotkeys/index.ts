export { ariaKeys, caps } from './keys';
export { isField, listen, registered, type Hotkey, type HotkeyGroup } from './registry';
export { useHotkeys } from './use-hotkeys';
