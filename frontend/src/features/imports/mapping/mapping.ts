import type { Fault, Import, ImportKind, ImportMapping, TargetField } from '@/api';

/* The decision about a file as a form holds it, and back. Pure. */

export interface Target {
  field: string;
  contact: number;
}

/** What is decided so far: columns by their place in the file, and everything else as the contract has it. */
export interface Decided extends Omit<ImportMapping, 'columns' | 'constants'> {
  columns: Record<number, Target>;
  constants: Record<string, string>;
}

/** What was decided before, or else what was recognised. */
export function startOf(whole: Import): Decided {
  const { mapping } = whole;
  if (mapping) {
    const { columns, constants, ...rest } = mapping;
    return { ...rest, columns: placed(columns), constants: textsOf(constants) };
  }
  const found = whole.columns.flatMap(({ column, suggestion }) => (suggestion ? [{ column, ...suggestion }] : []));
  return {
    columns: placed(found),
    constants: {},
    mode: whole.mode,
    key: whole.key,
    duplicates: 'screen',
    fill: 'overwrite',
    faults: 'reject',
    date_order: whole.date_order,
    decimal_sign: whole.decimal_sign,
  };
}

function placed(columns: readonly { column: number; field: string; contact?: number }[]): Record<number, Target> {
  return Object.fromEntries(columns.map(({ column, field, contact = 1 }) => [column, { field, contact }]));
}

const textsOf = (constants: Record<string, unknown> | undefined) =>
  Object.fromEntries(Object.entries(constants ?? {}).map(([field, value]) => [field, String(value)]));

/** The columns in the order they are sent, by which faults name them. */
export const sentColumns = (decided: Decided) =>
  Object.entries(decided.columns)
    .map(([column, target]) => ({ column: Number(column), ...target }))
    .sort((a, b) => a.column - b.column);

/** What is sent. */
export function mappingOf(decided: Decided): ImportMapping {
  const { constants, columns: _, ...rest } = decided;
  const given = Object.entries(constants)
    .map(([field, value]) => [field, value.trim()] as const)
    .filter(([, value]) => value !== '');
  return { ...rest, columns: sentColumns(decided), constants: Object.fromEntries(given) };
}

/** A column goes to another field; null leaves it out. A field that takes one column is taken from the other one. */
export function send(decided: Decided, column: number, target: Target | null, several: boolean): Decided {
  const others = Object.entries(decided.columns).filter(
    ([at, has]) =>
      Number(at) !== column &&
      (several || target === null || has.field !== target.field || has.contact !== target.contact),
  );
  return { ...decided, columns: Object.fromEntries(target ? [...others, [String(column), target]] : others) };
}

/** Faults of a refused mapping by what they are about: `column:3`, `constant:source_channel`, or the pointer itself. */
export function faultsBy(faults: readonly Fault[], decided: Decided): Record<string, Fault> {
  const sent = sentColumns(decided);
  return Object.fromEntries(
    faults.map((fault) => {
      const [, part = '', at = ''] = fault.pointer.split('/');
      const column = part === 'columns' && at !== '' ? sent[Number(at)]?.column : undefined;
      if (column !== undefined) return [`column:${column}`, fault];
      return [part === 'constants' && at !== '' ? `constant:${at}` : fault.pointer, fault];
    }),
  );
}

/** Fields that can be the same for every row: what names a row cannot. */
const NAMES_A_ROW = new Set(['id', 'external_id', 'name', 'customer', 'customer_external_id', 'phone', 'email']);
export const canBeConstant = ({ field }: TargetField) => !NAMES_A_ROW.has(field) && !field.startsWith('contact.');

const NEEDED: Record<ImportKind, readonly string[]> = {
  customers: ['source_channel'],
  records: ['method', 'author'],
};

/**
 * What a file often lacks although every row needs it: asked for beside the columns. Customers of an importer without a
 * department belong to nobody's unless their owner is named.
 */
export const neededOf = (kind: ImportKind, owns: boolean): readonly string[] =>
  kind === 'customers' && !owns ? [...NEEDED[kind], 'owner'] : NEEDED[kind];

/** A column as spreadsheets call it: A … Z, AA … */
export function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}
