import { Trans, useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { MonthTargets, TargetOf } from '@/api';
import { useNames } from '@/shared/directory';
import { count, groupDigits, moneyShort, parseAmount, percent, title } from '@/shared/format';
import { Counted, type Narrowing } from '@/shared/lists';
import { MEASURES, type Measure, byTeam, doneOf, isAim, setOf, shareOf, subjectOf } from '@/shared/team-day';
import { cx } from '@/shared/ui/cx';
import { CONTROL } from '@/shared/ui/field';
import type { AllTyped } from './typed';

const HEAD = 'border-b border-line bg-surface-2 px-3 py-1.5 text-left text-xs font-normal text-ink-3';
const CELL = 'border-b border-line px-3 py-1.5 align-top max-tablet:border-0 max-tablet:p-0';

interface Props {
  month: MonthTargets;
  /** What is typed, by whose it is. */
  typed: AllTyped;
  onType: (subject: string, measure: Measure, value: string | null) => void;
  /** What the server found wrong, by `subject:measure`. */
  faults: Readonly<Record<string, string>>;
  isOver: boolean;
}

/** A row for each team and each of its people, a column for each measure: the target, and below it what was done. */
export function TargetTable({ month, typed, onType, faults, isOver }: Props) {
  const names = useMeasureNames();
  const nameOf = useNames();
  const table = useRef<HTMLTableElement>(null);
  const go = (event: KeyboardEvent, row: number, measure: Measure) => {
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    table.current?.querySelector<HTMLInputElement>(`[data-at="${row + step}:${measure}"]`)?.focus();
  };
  return (
    <table ref={table} className="w-full border-separate border-spacing-0 max-tablet:block">
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
        {byTeam(month).map((row, index) => {
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
                    <AimInput
                      label={`${name} · ${names[measure]}`}
                      at={`${index}:${measure}`}
                      value={
                        typed[subject]?.[measure] === undefined
                          ? setOf(row, measure)
                          : (typed[subject][measure] ?? null)
                      }
                      isTyped={typed[subject]?.[measure] !== undefined}
                      isMoney={measure === 'signed_sum'}
                      error={faults[`${subject}:${measure}`]}
                      isSound={isAim(typed[subject]?.[measure] ?? null, measure)}
                      onChange={(value) => onType(subject, measure, value)}
                      onKeyDown={(event) => go(event, index, measure)}
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

interface InputProps {
  label: string;
  at: string;
  value: string | null;
  isTyped: boolean;
  isMoney: boolean;
  isSound: boolean;
  error: string | undefined;
  onChange: (value: string | null) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function AimInput({ label, at, value, isTyped, isMoney, isSound, error, onChange, onKeyDown }: InputProps) {
  const { t } = useLingui();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? (value === null ? '' : parseAmount(value) === null ? value : groupDigits(value));
  const wrong = error ?? (isSound ? undefined : isMoney ? t`An amount above 0` : t`A whole number above 0`);
  return (
    <>
      <input
        data-at={at}
        aria-label={label}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `${at}-wrong`}
        inputMode={isMoney ? 'decimal' : 'numeric'}
        autoComplete="off"
        value={shown}
        onChange={(event) => {
          setText(event.target.value);
          onChange(event.target.value.trim() === '' ? null : (parseAmount(event.target.value) ?? event.target.value));
        }}
        onBlur={() => setText(null)}
        onKeyDown={onKeyDown}
        className={cx(
          CONTROL,
          'w-full min-w-24 text-right outline-none focus-visible:ring-focus',
          isTyped && 'bg-accent-soft',
          wrong !== undefined && 'border-bad',
        )}
      />
      {wrong !== undefined && (
        <span id={`${at}-wrong`} className="block text-xs text-bad-ink">
          {wrong}
        </span>
      )}
    </>
  );
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
