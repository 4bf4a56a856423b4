import { useEffect, useState } from 'react';
import { usePreferences } from '@/shared/preferences';

function read(): number {
  return Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) || 28;
}

/** The height of a row in px, by density and by pointer. */
export function useRowHeight(): number {
  const { density } = usePreferences();
  const [height, setHeight] = useState(read);
  useEffect(() => {
    setHeight(read());
    const coarse = matchMedia('(pointer: coarse)');
    const update = () => setHeight(read());
    coarse.addEventListener('change', update);
    return () => coarse.removeEventListener('change', update);
  }, [density]);
  return height;
}
