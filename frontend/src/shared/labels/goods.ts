import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { i18n } from '@/shared/i18n';

/* Units and product lines are the company's own words. Those that many companies use as codes have a word here. */

const UNITS: Readonly<Record<string, MessageDescriptor>> = {
  piece: msg({ context: 'unit', message: 'piece' }),
  pcs: msg({ context: 'unit', message: 'piece' }),
  set: msg({ context: 'unit', message: 'set' }),
  pair: msg({ context: 'unit', message: 'pair' }),
  box: msg({ context: 'unit', message: 'box' }),
  roll: msg({ context: 'unit', message: 'roll' }),
  hour: msg({ context: 'unit', message: 'hour' }),
  day: msg({ context: 'unit', message: 'day' }),
  month: msg({ context: 'unit', message: 'month' }),
  year: msg({ context: 'unit', message: 'year' }),
  kg: msg({ context: 'unit', message: 'kg' }),
  ton: msg({ context: 'unit', message: 'tonne' }),
  meter: msg({ context: 'unit', message: 'metre' }),
  litre: msg({ context: 'unit', message: 'litre' }),
};

const LINES: Readonly<Record<string, MessageDescriptor>> = {
  pumps: msg({ context: 'product line', message: 'Pumps' }),
  valves: msg({ context: 'product line', message: 'Valves' }),
  spare_parts: msg({ context: 'product line', message: 'Spare parts' }),
  service: msg({ context: 'product line', message: 'Services' }),
  accessories: msg({ context: 'product line', message: 'Accessories' }),
};

const word = (table: Readonly<Record<string, MessageDescriptor>>, text: string): string => {
  const known = table[text.trim().toLowerCase()];
  return known ? i18n._(known) : text.replaceAll('_', ' ');
};

/** A unit in the reader's words: `set` is 套; what the company calls otherwise stands as it was written. */
export const unitName = (unit: string): string => word(UNITS, unit);

/** A product line in the reader's words: `spare_parts` is 备件. */
export const productLineName = (line: string): string => word(LINES, line);
