import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { useHotkeys } from '@/shared/hotkeys';
import { SearchField } from '@/shared/ui/forms/text-field';

const PAUSE_MS = 250;

/** The list's search: what is typed is looked for a moment after the last key, never in the middle of a composition. */
export function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [isComposing, setComposing] = useState(false);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (isComposing || typed === value) return;
    const timer = setTimeout(() => latest.current(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, isComposing]);
  useHotkeys([{ keys: '/', name: t`Search the customers`, group: 'list', run: () => field.current?.focus() }]);
  return (
    <div
      className="w-62 max-tablet:w-36"
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    >
      <SearchField ref={field} label={t`Name, phone, website, email`} keys="/" value={typed} onChange={setTyped} />
    </div>
  );
}
