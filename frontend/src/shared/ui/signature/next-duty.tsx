import { Trans } from '@lingui/react/macro';
import { ClockAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Card } from '../layout/panel';

export interface NextDutyProps {
  /** What is owed: `电话跟进 CP-200 报价`. */
  what: ReactNode;
  /** The window there, and the same in my time. */
  there: ReactNode;
  here?: ReactNode;
  /** `逾期 1 天`, where it is late. */
  overdue?: ReactNode;
  /** The rule it comes from, and what it was counted from. */
  rule?: ReactNode;
}

/** What is owed to a customer next, when that is there and here, and by which rule. */
export function NextDuty({ what, there, here, overdue, rule }: NextDutyProps) {
  return (
    <Card isFocus className="px-3 py-2">
      <p className="mb-0.75 flex items-center gap-1.5 text-xs font-strong">
        <span className="flex-1 text-accent-ink">
          <Trans>Next duty</Trans>
        </span>
        {overdue && (
          <span className="flex items-center gap-1 text-bad-ink">
            <ClockAlert className="icon-xs" aria-hidden />
            {overdue}
          </span>
        )}
      </p>
      <p className="text-md font-strong">{what}</p>
      <p className="date text-ink-2">{there}</p>
      {here && <p className="date text-ink-2">{here}</p>}
      {rule && <div className="mt-1.25 border-t border-accent-line pt-1.5 text-xs text-ink-2">{rule}</div>}
    </Card>
  );
}
