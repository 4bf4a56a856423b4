import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../cx';

export interface CriterionRow {
  id: string;
  /** What it is: `金额与币种`, `决策人`. */
  name: ReactNode;
  holds: boolean;
  /** What is there, or what would do. */
  detail?: ReactNode;
  /** Where it is missing: the field or button that supplies it. */
  field?: ReactNode;
}

/** What a move asks for: what holds with its value, what is missing with the field that supplies it. */
export function CriteriaList({ rows }: { rows: readonly CriterionRow[] }) {
  return (
    <ul>
      {rows.map((row) => (
        <Line key={row.id} row={row} />
      ))}
    </ul>
  );
}

function Line({ row }: { row: CriterionRow }) {
  const Icon = row.holds ? CircleCheck : CircleX;
  return (
    <li
      className={cx(
        'flex items-start gap-2.5 px-3.5 py-1.5',
        !row.holds && 'border-t border-line bg-surface-2 last:border-b',
      )}
    >
      <Icon className={cx('icon-sm mt-0.75', row.holds ? 'text-ok' : 'text-bad')} aria-hidden />
      <div className="flex min-w-0 flex-1 flex-col gap-1.25">
        <span className={row.holds ? 'text-ink-2' : undefined}>
          <span className={row.holds ? undefined : 'font-strong'}>{row.name}</span>{' '}
          {row.detail && <span className={row.holds ? undefined : 'text-ink-3'}>{row.detail}</span>}
        </span>
        {!row.holds && row.field}
      </div>
    </li>
  );
}
