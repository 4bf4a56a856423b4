import { useMatches } from '@tanstack/react-router';
import { useState } from 'react';
import { useWidth } from '@/shared/ui/use-width';

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

/** Whether the sidebar is a rail here, and how to change that: remembered for each kind of screen. */
export function useRail(): { isRail: boolean; toggle: () => void } {
  const kind = useMatches({ select: (matches) => matches.at(-1)?.staticData.screen ?? 'list' });
  const isNarrow = useWidth('(max-width: 1359px)');
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
