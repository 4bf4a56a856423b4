import { Trans, useLingui } from '@lingui/react/macro';
import type { KeyboardEvent } from 'react';
import type { MonthTargets, TargetOf } from '@/api';
import { useNames } from '@/shared/directory';
import { count, groupDigits, moneyShort, percent, title } from '@/shared/format';
import { Counted, type Narrowing } from '@/shared/lists';
import { MEASURES, type Measure, doneOf, isAim, setOf, shareOf, subjectOf } from '@/shared/team-day';
import { cx } from '@/shared/ui/cx';
import { AmountField } from '@/shared/ui/forms/number-field';
import type { AllTyped } from './typed';

const HEAD = 'border-b border-line bg-surface-2 px-3 py-1.5 text-left text-xs font-normal text-ink-3';
const CELL = 'border-b border-line px-3 py-1.5 align-top max-tablet:border-0 max-tablet:p-0';

interface Props {
  month: MonthTargets;
  /** Its rows that are looked at. */
  rows: readonly TargetOf[];
  /** What is typed, by whose it is. */
  typed: AllTyped;
  onType: (subject: string, measure: Measure, value: string | null) => void;
  /** What the server found wrong, by `subject:measure`. */
  faults: Readonly<Record<string, string>>;
  isOver: boolean;
}

/** A row for each team and each of its people, a column for each measure: the target, and below it what was done. */
export function TargetTable({ month, rows, typed, onType, faults, isOver }: Props) {
  const { t } = useLingui();
  const names = useMeasureNames();
  const nameOf = useNames();
  const wrongOf = (value: string | null, measure: Measure) =>
    isAim(value, measure) ? undefined : measure === 'signed_sum' ? t`An amount above 0` : t`A whole number above 0`;
  return (
    <table className="w-full border-separate border-spacing-0 max-tablet:block">
      <thead className="sticky top-0 z-1 max-tablet:sr-only">
        <tr>
          <th scope="col" className={cx(HEAD, 'pl-5')}>
            <Trans>Team and person</Trans>
          </th>
          {MEASURES.map((measure) => (
            <th key={measure} scope="col" className={HEAD}>
              {names[measure]} {measure === 'signed_sum' && month.currency}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-tablet:block">
        {rows.map((row) => {
          const subject = subjectOf(row);
          const isTeam = row.user_id === null;
          const name = isTeam ? title(row) : nameOf(row.user_id, row.name);
          return (
            <tr
              key={subject}
              className={cx(
                isTeam && 'bg-surface-2',
                'max-tablet:grid max-tablet:grid-cols-2 max-tablet:gap-x-3 max-tablet:gap-y-1.5 max-tablet:border-b max-tablet:border-line max-tablet:px-4 max-tablet:py-2',
              )}
            >
              <th
                scope="row"
                className={cx(
                  CELL,
                  'text-left max-tablet:col-span-2',
                  isTeam ? 'pl-5 font-strong' : 'pl-8 font-normal',
                )}
              >
                {name}
              </th>
              {MEASURES.map((measure) => (
                <td key={measure} className={CELL}>
                  <span className="hidden text-xs text-ink-3 max-tablet:block">{names[measure]}</span>
                  {row.writable && !isOver ? (
                    <AmountField
                      label={`${name} · ${names[measure]}`}
                      hidesLabel
                      value={typed[subject]?.[measure] === undefined ? setOf(row, measure) : typed[subject][measure]}
                      onChange={(value) => onType(subject, measure, value)}
                      onKeyDown={go}
                      error={faults[`${subject}:${measure}`] ?? wrongOf(typed[subject]?.[measure] ?? null, measure)}
                      className={
                        typed[subject]?.[measure] === undefined ? undefined : '[&_[role=group]]:bg-accent-soft!'
                      }
                    />
                  ) : (
                    <SetAim row={row} measure={measure} />
                  )}
                  <Done row={row} measure={measure} month={month} />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const STEPS: Readonly<Record<string, 'nextElementSibling' | 'previousElementSibling'>> = {
  ArrowDown: 'nextElementSibling',
  Enter: 'nextElementSibling',
  ArrowUp: 'previousElementSibling',
};

/** Up, down and Enter go to the same column of the next row that can be set. */
function go(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const cell = (event.target as Element).closest('td');
  if (step === undefined || cell === null || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  let row = cell.parentElement?.[step];
  while (row instanceof HTMLTableRowElement) {
    const field = row.cells[cell.cellIndex]?.querySelector('input');
    if (field) return field.focus();
    row = row[step];
  }
}

function useMeasureNames(): Record<Measure, string> {
  const { t } = useLingui();
  return {
    calls: t({ context: 'measure', message: 'Calls' }),
    connected: t({ context: 'measure', message: 'Connected' }),
    customers_won: t({ context: 'measure', message: 'Customers won' }),
    signed_sum: t({ context: 'measure', message: 'Contracts signed' }),
  };
}

function SetAim({ row, measure }: { row: TargetOf; measure: Measure }) {
  const set = setOf(row, measure);
  return <p className="h-(--control) content-center text-right">{set === null ? '—' : groupDigits(set)}</p>;
}

/** What was done, which opens the calls it counts, and how much of the target that is. */
function Done({ row, measure, month }: { row: TargetOf; measure: Measure; month: MonthTargets }) {
  const share = shareOf(row, measure);
  const figure = measure === 'signed_sum' ? moneyShort(row.done.signed_sum) : count(doneOf(row, measure));
  const whose: Narrowing = row.user_id === null ? { team_id: row.team_id } : { author_id: row.user_id };
  const within = { 'started_at.gte': month.begins_at, 'started_at.lt': month.ends_at };
  const isCalls = measure === 'calls' || measure === 'connected';
  return (
    <p className="mt-0.5 flex justify-between gap-2 text-xs text-ink-3">
      {isCalls ? (
        <Counted kind="calls" of={{ ...whose, ...within, ...(measure === 'connected' && { reached: 'true' }) }}>
          {figure}
        </Counted>
      ) : (
        <span>{figure}</span>
      )}
      {share !== null && <span className={cx(share >= 1 && 'text-ok-ink')}>{percent(share)}</span>}
    </p>
  );
}
