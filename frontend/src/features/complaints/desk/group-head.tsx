import { useLingui } from '@lingui/react/macro';
import { Archive, CircleDashed, Clock, ClockAlert, type LucideIcon, Pause } from 'lucide-react';
import { count } from '@/shared/format';
import type { Group } from './groups';

const ICONS: Record<Group, LucideIcon> = {
  passed: ClockAlert,
  soon: Clock,
  later: Clock,
  waiting: Pause,
  none: CircleDashed,
  archived: Archive,
};
const INKS: Partial<Record<Group, string>> = { passed: 'text-bad-ink font-strong', soon: 'text-warn-ink font-strong' };

/** Where a group of the desk begins. */
export function GroupHead({ group, number }: { group: Group; number: number }) {
  const { t } = useLingui();
  const names: Record<Group, string> = {
    passed: t`Passed`,
    soon: t`Within a working day`,
    later: t`Later`,
    waiting: t`Waiting for the customer, the clock stands`,
    none: t`No clock runs`,
    archived: t`Archived`,
  };
  const Icon = ICONS[group];
  return (
    <h2 className="sticky top-0 z-1 flex h-7 items-center gap-1.5 border-b border-line bg-surface-2 px-4 text-xs font-normal text-ink-3">
      <span className={`flex items-center gap-1.5 ${INKS[group] ?? ''}`}>
        <Icon className="icon-sm" aria-hidden />
        {names[group]}
      </span>
      <span className="ml-auto">{count(number)}</span>
    </h2>
  );
}
