import type { Stage } from '@/api';

/* Moving about the board by keyboard, as data: where the cursor is, what is lifted, and what a drop asks for. */

export interface Column {
  stage: Stage;
  ids: readonly string[];
}

export interface Lifted {
  id: string;
  /** The column it hovers over, and the place in it. */
  column: number;
  row: number;
}

export interface Cursor {
  /** The card that has the keyboard. */
  current: string | null;
  lifted: Lifted | null;
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'lift' | 'back';

/** What a drop asks of the server: the column, and the neighbours there. */
export interface Drop {
  id: string;
  stage: Stage;
  row: number;
  after: string | null;
  before: string | null;
}

interface Place {
  column: number;
  row: number;
}

export function placeOf(columns: readonly Column[], id: string | null): Place | null {
  if (id === null) return null;
  for (const [column, { ids }] of columns.entries()) {
    const row = ids.indexOf(id);
    if (row >= 0) return { column, row };
  }
  return null;
}

const clamp = (value: number, most: number) => Math.max(0, Math.min(value, most));

function firstCard(columns: readonly Column[]): string | null {
  return columns.find(({ ids }) => ids.length > 0)?.ids[0] ?? null;
}

/** The next column in a direction that holds a card. */
function neighbour(columns: readonly Column[], from: number, by: 1 | -1): number | null {
  for (let index = from + by; index >= 0 && index < columns.length; index += by) {
    if ((columns[index]?.ids.length ?? 0) > 0) return index;
  }
  return null;
}

function walk(columns: readonly Column[], cursor: Cursor, step: Step): Cursor {
  const at = placeOf(columns, cursor.current);
  if (at === null) return { ...cursor, current: firstCard(columns) };
  const ids = columns[at.column]?.ids ?? [];
  const rows: Partial<Record<Step, number>> = { up: at.row - 1, down: at.row + 1, first: 0, last: ids.length - 1 };
  if (step in rows) return { ...cursor, current: ids[clamp(rows[step] ?? 0, ids.length - 1)] ?? null };
  const column = neighbour(columns, at.column, step === 'left' ? -1 : 1);
  if (column === null) return cursor;
  const there = columns[column]?.ids ?? [];
  return { ...cursor, current: there[clamp(at.row, there.length - 1)] ?? null };
}

/** Cards of a column without the one that is lifted: what it can be put between. */
const others = (column: Column | undefined, id: string) => (column?.ids ?? []).filter((each) => each !== id);

function carry(columns: readonly Column[], cursor: Cursor, lifted: Lifted, step: Step): Cursor {
  const column =
    step === 'left' || step === 'right'
      ? clamp(lifted.column + (step === 'left' ? -1 : 1), columns.length - 1)
      : lifted.column;
  const most = others(columns[column], lifted.id).length;
  const home = placeOf(columns, lifted.id);
  const wanted: Partial<Record<Step, number>> = { up: lifted.row - 1, down: lifted.row + 1, first: 0, last: most };
  // Another column is entered at its top, where new cards lie; coming home the card lies where it lay.
  const entered = column === lifted.column ? lifted.row : column === home?.column ? home.row : 0;
  return { ...cursor, lifted: { ...lifted, column, row: clamp(wanted[step] ?? entered, most) } };
}

/** The cursor after a key. */
export function after(columns: readonly Column[], cursor: Cursor, step: Step): Cursor {
  if (step === 'back') return { ...cursor, lifted: null };
  if (step === 'lift') {
    const at = placeOf(columns, cursor.current);
    return at === null || cursor.current === null ? cursor : { ...cursor, lifted: { id: cursor.current, ...at } };
  }
  return cursor.lifted ? carry(columns, cursor, cursor.lifted, step) : walk(columns, cursor, step);
}

/** What letting go asks for; null where the card lies there already. */
export function dropOf(columns: readonly Column[], { id, column, row }: Lifted): Drop | null {
  const home = placeOf(columns, id);
  const target = columns[column];
  if (!target || (home?.column === column && home.row === row)) return null;
  const around = others(target, id);
  return { id, stage: target.stage, row, after: around[row - 1] ?? null, before: around[row] ?? null };
}
