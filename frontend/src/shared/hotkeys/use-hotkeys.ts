import { useEffect, useRef } from 'react';
import { type Hotkey, register } from './registry';

/** Makes these keys act while the component is on screen, and lists them in the `?` sheet. */
export function useHotkeys(hotkeys: readonly Hotkey[]): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  useEffect(() => register(() => latest.current), []);
}
