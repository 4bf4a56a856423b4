import { useSyncExternalStore } from 'react';
import { type Language, nearest, speak } from '@/shared/i18n';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';

/** How somebody likes to see the interface. Language and zone are the profile's; the rest belongs to this browser. */
export interface Preferences {
  theme: Theme;
  density: Density;
  language: Language;
  /** My own IANA zone. */
  zone: string;
}

const KEY = 'meridian.preferences';
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  const defaults: Preferences = {
    theme: 'system',
    density: 'compact',
    language: nearest(typeof navigator === 'undefined' ? [] : navigator.languages),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return defaults;
  }
}

function show({ theme, density }: Preferences): void {
  const root = document.documentElement.dataset;
  if (theme === 'system') delete root['theme'];
  else root['theme'] = theme;
  if (density === 'compact') delete root['density'];
  else root['density'] = density;
}

function keep(next: Preferences): void {
  current = next;
  show(next);
  for (const listener of listeners) listener();
}

/** What is preferred now. */
export function preferences(): Preferences {
  return current;
}

/** Changes some preferences, at once and for the next visit. A new language is spoken when its words are there. */
export async function prefer(change: Partial<Preferences>): Promise<void> {
  const names = Object.keys(change) as (keyof Preferences)[];
  if (names.every((name) => change[name] === current[name])) return;
  if (change.language && change.language !== current.language) await speak(change.language);
  keep({ ...current, ...change });
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage may be forbidden; the choice holds for this visit.
  }
}

async function follow(next: Preferences): Promise<void> {
  if (next.language !== current.language) await speak(next.language);
  keep(next);
}

/** Takes over what another tab has chosen. */
export function followOtherTabs(): void {
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    void follow(read());
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The preferences; the component draws again when they change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}
