import type { ReactNode } from 'react';
import { cx } from '../cx';
import { LineTable } from '../lists/line-table';
import { ChangeMark, Difference } from '../values/marks';

export interface DifferenceCell {
  before?: ReactNode;
  after?: ReactNode;
}

export interface DifferenceRow {
  id: string;
  kind: 'add' | 'update' | 'remove';
  name: ReactNode;
  /** By column: what it was and what it becomes. The same on both sides: unchanged. */
  cells: readonly DifferenceCell[];
  reason?: ReactNode;
}

export interface DifferenceTableProps {
  label: string;
  nameHead: string;
  columns: readonly string[];
  reasonHead: string;
  rows: readonly DifferenceRow[];
  /** Below the rows: `其余 14 项未变更`. */
  footer?: ReactNode;
}

/** What an approval would change, and only that: changed cells tinted, the reason beside each row. */
export function DifferenceTable({ label, nameHead, columns, reasonHead, rows, footer }: DifferenceTableProps) {
  const head = 'h-7 border-b border-line bg-surface-2 px-2.5 text-left text-xs font-normal text-ink-3';
  const cell = 'h-9.5 border-b border-line px-2.5 whitespace-nowrap';
  return (
    <div className="overflow-hidden rounded-card border border-line">
      <LineTable label={label}>
        <thead>
          <tr>
            <th className={cx(head, 'w-10')} aria-label={label} />
            <th className={head}>{nameHead}</th>
            {columns.map((column) => (
              <th key={column} className={head}>
                {column}
              </th>
            ))}
            <th className={head}>{reasonHead}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={cell}>
                <ChangeMark kind={row.kind} />
              </td>
              <th scope="row" className={cx(cell, 'text-left')}>
                {row.name}
              </th>
              {row.cells.map((value, index) => (
                <td
                  key={columns[index]}
                  className={cx(cell, row.kind === 'update' && isChanged(value) && 'bg-warn-soft/55')}
                >
                  <Value row={row} cell={value} />
                </td>
              ))}
              <td className={cell}>{row.reason}</td>
            </tr>
          ))}
        </tbody>
      </LineTable>
      {footer && <div className="flex h-8 items-center justify-center bg-surface-2 text-ink-2">{footer}</div>}
    </div>
  );
}

function isChanged({ before, after }: DifferenceCell): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

function Value({ row, cell: { before, after } }: { row: DifferenceRow; cell: DifferenceCell }) {
  if (row.kind === 'add') return after === undefined ? null : <ins>{after}</ins>;
  if (row.kind === 'remove') return before === undefined ? null : <del>{before}</del>;
  return isChanged({ before, after }) ? <Difference before={before} after={after} /> : (after ?? before);
}
