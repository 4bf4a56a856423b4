import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { RadioGroup as AriaRadioGroup } from 'react-aria-components/RadioGroup';
import { RadioLine } from '../forms/choice';
import { cx } from '../cx';

export interface ChoiceTableRow {
  field: string;
  name: string;
  /** What each side has; undefined where a side has nothing, then there is nothing to choose. */
  left?: ReactNode;
  right?: ReactNode;
  /** What follows: `右边存为别名`, `只有一边有`. */
  note?: ReactNode;
}

export type ChoiceSide = 'left' | 'right';

export interface ChoiceTableProps {
  label: string;
  heads: { field: string; left: ReactNode; right: ReactNode; note: string };
  rows: readonly ChoiceTableRow[];
  sides: Readonly<Record<string, ChoiceSide>>;
  onChoose: (field: string, side: ChoiceSide) => void;
}

// On a phone the two sides stand below the field's name, and what follows below them.
const GRID =
  'grid grid-cols-[116px_minmax(0,1fr)_minmax(0,1fr)_minmax(120px,0.9fr)] max-tablet:grid-cols-2 [&>:first-child]:max-tablet:col-span-2 [&>:last-child]:max-tablet:col-span-2';

/** Two records side by side, one choice for each field that both have; the chosen side is tinted. */
export function ChoiceTable({ label, heads, rows, sides, onChoose }: ChoiceTableProps) {
  return (
    <section aria-label={label}>
      <div className={cx(GRID, 'h-7 items-center border-b border-line bg-surface-2 text-xs text-ink-3 [&>*]:px-2.5')}>
        <span className="pl-5! max-tablet:sr-only">{heads.field}</span>
        <span className="truncate">{heads.left}</span>
        <span className="truncate">{heads.right}</span>
        <span className="max-tablet:sr-only">{heads.note}</span>
      </div>
      {rows.map((row) => (
        <ChoiceTableLine
          key={row.field}
          row={row}
          side={sides[row.field] ?? 'left'}
          onChoose={(side) => onChoose(row.field, side)}
        />
      ))}
    </section>
  );
}

function ChoiceTableLine({
  row,
  side,
  onChoose,
}: {
  row: ChoiceTableRow;
  side: ChoiceSide;
  onChoose: (side: ChoiceSide) => void;
}) {
  const { t } = useLingui();
  const both = row.left !== undefined && row.right !== undefined;
  const cell = 'flex min-w-0 items-center px-2.5 py-1';
  const line = cx(GRID, 'min-h-8.5 border-b border-line');
  const frame = (left: ReactNode, right: ReactNode) => (
    <>
      <span className={cx(cell, 'pl-5! text-ink-2 max-tablet:pl-2.5!')}>{row.name}</span>
      <span className={cx(cell, both && side === 'left' && 'bg-accent-soft', both && side === 'right' && 'text-ink-3')}>
        {left}
      </span>
      <span className={cx(cell, both && side === 'right' && 'bg-accent-soft', both && side === 'left' && 'text-ink-3')}>
        {right}
      </span>
      <span className={cx(cell, 'bg-surface-2 text-xs text-ink-2')}>{row.note}</span>
    </>
  );
  if (!both) return <div className={line}>{frame(row.left, row.right)}</div>;
  return (
    <AriaRadioGroup
      aria-label={t`Which ${row.name} to keep`}
      orientation="horizontal"
      value={side}
      onChange={(value) => onChoose(value as ChoiceSide)}
      className={line}
    >
      {frame(<RadioLine value="left">{row.left}</RadioLine>, <RadioLine value="right">{row.right}</RadioLine>)}
    </AriaRadioGroup>
  );
}

export interface LedgerLine {
  id: string;
  name: ReactNode;
  left: number;
  right: number;
  after: number;
  /** Where the sum is not plain. */
  note?: ReactNode;
}

/** What moves where two records become one: `3 + 2 = 4`, with the reason where the sum is not plain. */
export function MoveLedger({ lines, label }: { lines: readonly LedgerLine[]; label: string }) {
  return (
    <dl aria-label={label}>
      {lines.map((line) => (
        <div
          key={line.id}
          className="grid grid-cols-[110px_32px_24px_32px_24px_32px_minmax(0,1fr)] items-center border-t border-line py-1 text-right"
        >
          <dt className="text-left">{line.name}</dt>
          <dd>{line.left}</dd>
          <dd aria-hidden className="text-center text-ink-3">
            +
          </dd>
          <dd>{line.right}</dd>
          <dd aria-hidden className="text-center text-ink-3">
            =
          </dd>
          <dd className="font-strong">{line.after}</dd>
          <dd className="pl-4 text-left text-xs text-ink-3">{line.note}</dd>
        </div>
      ))}
    </dl>
  );
}
