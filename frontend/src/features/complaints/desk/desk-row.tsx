import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronsUp, Clock, ClockAlert, Pause } from 'lucide-react';
import type { Ref } from 'react';
import type { ComplaintLine, DeadlineKind } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf, personName } from '@/shared/format';
import { complaintStateLabels, label, priorityLabels } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { dateIn, dayWord, timeIn, useMinute } from '@/shared/time';
import { workLeft } from '@/shared/time/work';
import { Badge } from '@/shared/ui/values/badge';
import { cx } from '@/shared/ui/cx';
import { groupOf } from './groups';

interface Props {
  line: ComplaintLine;
  isCurrent: boolean;
  isMine: boolean;
  /** The name of its department in the reader's language. */
  departmentName: string | null;
  rowRef: Ref<HTMLLIElement> | undefined;
  onOpen: () => void;
}

/** One complaint: whose, what about, where it stands, and how much of its clock is left. */
export function DeskRow({ line, isCurrent, isMine, departmentName, rowRef, onOpen }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const reason = line.reason ?? t`What about is not written down yet`;
  return (
    <li ref={rowRef} className="border-b border-line">
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onOpen}
        className={cx(
          'grid w-full cursor-default grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-l-2 py-2 pr-4 pl-3.5 text-left focus-visible:ring-focus-inside',
          isCurrent ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-hover',
        )}
      >
        <span className="flex min-w-0 items-baseline gap-2">
          <b className="truncate">{line.customer_name}</b>
          <span className="flex-none text-xs text-ink-3">{line.number}</span>
        </span>
        <LineClock line={line} />
        <span className="truncate" lang={langOf(reason)}>
          {reason}
        </span>
        <LineDue line={line} />
        <span className="col-span-2 mt-0.5 flex min-w-0 items-center gap-1.5 text-xs text-ink-2">
          <Badge>{label(complaintStateLabels, line.state)}</Badge>
          {line.round > 1 && (
            <span className="flex-none text-ink-3">
              <Trans>round {line.round}</Trans>
            </span>
          )}
          <span className={cx('min-w-0 truncate', isMine && 'text-accent-ink')}>
            {[
              departmentName ?? line.department_name,
              nameOf(line.responsible_id ?? line.first_responder_id) ||
                personName({ name: line.responsible_name ?? line.first_responder_name }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {(line.priority === 'high' || line.priority === 'urgent') && (
            <Badge tone="warn">{label(priorityLabels, line.priority)}</Badge>
          )}
          {line.escalation_level > 0 && (
            <span className="ml-auto flex flex-none items-center gap-0.5 text-bad-ink">
              <ChevronsUp className="icon-xs" aria-hidden />
              <Trans>Escalated {line.escalation_level}</Trans>
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

/** The clock: how much working time is left, or how long it is over. */
function LineClock({ line }: { line: ComplaintLine }) {
  const group = groupOf(line);
  if (group === 'passed') {
    return (
      <span className="flex items-center justify-end gap-1 text-md font-strong whitespace-nowrap text-bad-ink">
        <ClockAlert className="icon-sm" aria-hidden />
        {line.working_seconds_left === null ? <Trans>Passed</Trans> : workLeft(line.working_seconds_left, true)}
      </span>
    );
  }
  if (group === 'waiting') {
    return (
      <span className="flex items-center justify-end gap-1 text-md font-strong whitespace-nowrap text-hold-ink">
        <Pause className="icon-sm" aria-hidden />
        <Trans context="complaints">Stands</Trans>
      </span>
    );
  }
  if (line.working_seconds_left === null) return <span />;
  return (
    <span
      className={cx(
        'flex items-center justify-end gap-1 text-md font-strong whitespace-nowrap',
        group === 'soon' && 'text-warn-ink',
      )}
    >
      <Clock className="icon-sm" aria-hidden />
      {workLeft(line.working_seconds_left, false)}
    </span>
  );
}

/** The same on the wall: what is owed, and when. */
function LineDue({ line }: { line: ComplaintLine }) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  if (line.archived_at) {
    return <span className="date text-right text-xs text-ink-3">{dateIn(line.archived_at, zone, now)}</span>;
  }
  if (line.due_kind === null) return <span />;
  const words: Record<DeadlineKind, string> = {
    complaint_contact: t({ context: 'due', message: 'contact' }),
    complaint_dispatch: t({ context: 'due', message: 'dispatch' }),
    complaint_solution: t({ context: 'due', message: 'solution' }),
    complaint_resolution: t({ context: 'due', message: 'resolve' }),
    complaint_satisfaction: t({ context: 'due', message: 'ask whether content' }),
    complaint_archiving: t({ context: 'due', message: 'archive' }),
  };
  const what = words[line.due_kind];
  if (line.due_at === null) return <span className="text-right text-xs text-ink-3">{what}</span>;
  return (
    <span className="text-right text-xs whitespace-nowrap text-ink-2">
      <span className="date">
        {dayWord(line.due_at, zone, now)} {timeIn(line.due_at, zone)}
      </span>{' '}
      {what}
    </span>
  );
}
