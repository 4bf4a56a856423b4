import { useMatches } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** `work`: calls, planner, complaints, import, policy begin with the rail. `record`: a record gives way under 1360 px. */
export type ScreenKind = 'list' | 'record' | 'work';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    screen?: ScreenKind;
  }
}

const KEY = 'meridian.rail';

function stored(): Partial<Record<ScreenKind, boolean>> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<ScreenKind, boolean>>;
  } catch {
    return {};
  }
}

function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia('(max-width: 1359px)').matches);
  useEffect(() => {
    const query = matchMedia('(max-width: 1359px)');
    const update = () => setNarrow(query.matches);
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }, []);
  return isNarrow;
}

/** Whether the sidebar is a rail here, and how to change that: remembered for each kind of screen. */
export function useRail(): { isRail: boolean; toggle: () => void } {
  const kind = useMatches({ select: (matches) => matches.at(-1)?.staticData.screen ?? 'list' });
  const isNarrow = useIsNarrow();
  const [chosen, setChosen] = useState(stored);
  const isRail = chosen[kind] ?? (kind === 'work' || (kind === 'record' && isNarrow));
  return {
    isRail,
    toggle: () => {
      const next = { ...chosen, [kind]: !isRail };
      setChosen(next);
      try {
        localStorage.setItem(KEY, JSON.stringify(next));
      } catch {
        // Holds for this visit.
      }
    },
  };
}
