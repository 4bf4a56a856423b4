import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { type Labels, label } from './label';

/* Units and product lines are a company's own words; the common ones are known in both languages. */

const units = {
  piece: msg({ context: 'unit', message: 'piece' }),
  set: msg({ context: 'unit', message: 'set' }),
  pair: msg({ context: 'unit', message: 'pair' }),
  box: msg({ context: 'unit', message: 'box' }),
  hour: msg({ context: 'unit', message: 'hour' }),
  day: msg({ context: 'unit', message: 'day' }),
  metre: msg({ context: 'unit', message: 'metre' }),
  kg: msg({ context: 'unit', message: 'kg' }),
  tonne: msg({ context: 'unit', message: 'tonne' }),
  litre: msg({ context: 'unit', message: 'litre' }),
};
const lines = {
  pumps: msg({ context: 'productLine', message: 'Pumps' }),
  valves: msg({ context: 'productLine', message: 'Valves' }),
  spare_parts: msg({ context: 'productLine', message: 'Spare parts' }),
  service: msg({ context: 'productLine', message: 'Service' }),
};
/** Other spellings of a unit. */
const SAME: Readonly<Record<string, keyof typeof units>> = { pc: 'piece', pcs: 'piece', pieces: 'piece', sets: 'set' };

const wordIn = (known: Record<string, MessageDescriptor>, code: string) =>
  code in known ? label(known as Labels<string>, code) : code;

/** What something is counted in: `台`, `set`. */
export const unitName = (unit: string) => wordIn(units, SAME[unit] ?? unit);

/** A product line in the reader's language, or as the company wrote it. */
export const productLineName = (line: string) => wordIn(lines, line);
