import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';

/** Something that can be done from the palette, here and now. */
export interface Command {
  id: string;
  /** Verb and object: `为 北港化工 记录联系`. */
  name: string;
  icon: LucideIcon;
  /** Its key, where it has one. */
  keys?: string;
  run: () => void;
}

type Source = () => readonly Command[];
const sources: Source[] = [];

/** What can be done now; what the open record offers comes first. */
export function commands(): Command[] {
  return sources.toReversed().flatMap((source) => source());
}

/** Offers commands in the palette while the component is on screen. */
export function useCommands(offered: readonly Command[]): void {
  const latest = useRef(offered);
  useEffect(() => {
    latest.current = offered;
  });
  useEffect(() => {
    const source = () => latest.current;
    sources.push(source);
    return () => {
      sources.splice(sources.indexOf(source), 1);
    };
  }, []);
}
