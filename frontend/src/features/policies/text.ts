import type { MessageDescriptor } from '@lingui/core';
import { i18n } from '@/shared/i18n';
import type { SettingUnit } from '@/api';
import { countryName, groupDigits, joined } from '@/shared/format';
import {
  criterionLabels,
  gradeLabels,
  intentLabels,
  opportunityStateLabels,
  priorityLabels,
  roleLabels,
  sourceLabels,
  stageLabels,
} from '@/shared/labels';
import { type Kind, type RecordKind, type Step, partAt } from './kinds';
import { codeWords, fieldWords, nullWords, unitWords } from './words/values';

/** A decimal as text; it comes as text or as a number. */
const plain = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? `${value}` : '');

/** What a number of the setting counts: its unit, and the company's currency for money; what settings are called. */
export interface Measure {
  unit: SettingUnit;
  currency: string;
  names?: ReadonlyMap<string, string>;
}

const WORDS: Readonly<Record<string, Readonly<Record<string, MessageDescriptor>>>> = {
  ...codeWords,
  Grade: gradeLabels,
  Role: roleLabels,
  Stage: stageLabels,
  PipelineEntry: opportunityStateLabels,
  Criterion: criterionLabels,
  Priority: priorityLabels,
  IntentLevel: intentLabels,
  SourceChannel: sourceLabels,
};

function said(message: MessageDescriptor | null | undefined, code: string): string {
  return message ? i18n._(message) : code.replaceAll('_', ' ');
}

/** The word of a code of a kind; one that is newer than this build reads as words. */
export const codeWord = (of: string, code: string): string => said(WORDS[of]?.[code], code);

/** The same, for codes that may be the keys of settings, which have names of their own. */
export const namedWord = (of: string, code: string, { names }: Measure): string =>
  (of === 'PolicyKey' ? names?.get(code) : undefined) ?? codeWord(of, code);

/** What a field of a record is called. */
export const fieldWord = (of: string, name: string): string => said(fieldWords[of]?.[name], name);

/** `马来西亚 MY-03`: a country, or a part of it. */
export function placeWord(code: string): string {
  const name = countryName(code.slice(0, 2));
  return code.length > 2 ? `${name} ${code}` : name;
}

/** What null means in a table or a field. */
export const nullWord = (of: string): string => said(nullWords[of], '—');

/** The word after a number, empty where there is none. */
export const unitWord = ({ unit, currency }: Measure): string =>
  unit === 'base_currency' ? currency : said(unitWords[unit], '');

/** The name of one step into a value. */
export function stepWord({ of, name }: Step): string {
  if (of === 'place') return placeWord(name);
  return of.startsWith('field:') ? fieldWord(of.slice(6), name) : codeWord(of, name);
}

/** Weights keep their digits as they are; large whole numbers are grouped. */
const whole = (value: string): string => (/^\d+$/.test(value) ? groupDigits(value) : value);

const amount = (value: string, measure: Measure): string =>
  measure.unit === 'base_currency' ? `${measure.currency} ${groupDigits(value)}` : whole(value);

function number(value: string, measure: Measure): string {
  const unit = unitWord(measure);
  return unit === '' || measure.unit === 'base_currency'
    ? amount(value, measure)
    : `${value} ${unit}`.replace(' %', '%');
}

type Values = Readonly<Record<string, unknown>>;

/** A value in words on one line. `nullOf` says which null it is. */
export function valueText(kind: Kind, value: unknown, measure: Measure, nullOf = ''): string {
  if (value === undefined) return '—';
  if (value === null) return nullWord(nullOf);
  switch (kind.kind) {
    case 'integer':
    case 'decimal':
      return number(plain(value), measure);
    case 'flag':
      return codeWord('Flag', value === true ? 'yes' : 'no');
    case 'code':
      return namedWord(kind.of, value as string, measure);
    case 'codes':
      return joined((value as string[]).map((code) => namedWord(kind.of, code, measure))) || '—';
    case 'maybe':
      return valueText(kind.of, value, measure, nullOf);
    case 'record':
      return recordText(kind, value as Values, measure);
    case 'rows':
      return joined((value as Values[]).map((row) => recordText(kind.of, row, measure))) || '—';
    case 'variants':
      return (
        joined(
          (value as Values[]).map((row) => {
            const found = kind.variants.find((each) => each.variant === row['kind']);
            return found ? recordText(found, row, measure) : String(row['kind']);
          }),
        ) || '—'
      );
    case 'table':
      return listed(value as Values, (name) => codeWord(kind.keys.of, name), kind.of, measure, kind.keys.of);
    case 'places':
      return listed(value as Values, placeWord, kind.of, measure, '');
    case 'time':
    case 'currency':
      return value as string;
    case 'other':
      return JSON.stringify(value);
  }
}

function listed(values: Values, word: (name: string) => string, of: Kind, measure: Measure, nullOf: string): string {
  const parts = Object.entries(values).map(
    ([name, value]) => `${word(name)} ${valueText(of, value, bare(of, measure), nullOf)}`,
  );
  return parts.join(' · ') || '—';
}

/** In a row of numbers the unit would only repeat itself; money keeps none, percent its sign. */
const bare = (of: Kind, measure: Measure): Measure =>
  measure.unit === 'percent' || of.kind === 'record' || of.kind === 'table' ? measure : { ...measure, unit: 'none' };

function recordText(kind: RecordKind, value: Values, measure: Measure): string {
  const part = (name: string): string => {
    const field = kind.fields.find((each) => each.name === name);
    return field ? valueText(field.kind, value[name], measure, `${kind.of}.${name}`) : '';
  };
  switch (kind.of) {
    case 'TimeRange':
    case 'QuietRange':
      return `${part('start')}–${part('end')}`;
    case 'EscalationStep': {
      const offset = Number(value['offset']);
      return `${offset > 0 ? '+' : ''}${String(offset).replace('-', '−')} ${part('unit')} → ${part('recipient')}`;
    }
    case 'Bonus':
      return value['kind'] === 'percent'
        ? `${String(value['value'])}%`
        : `${measure.currency} ${groupDigits(String(value['value']))}`;
    default: {
      const head = kind.variant === undefined ? [] : [codeWord('variant', kind.variant)];
      const fields = kind.fields.filter((field) => !isEmpty(value[field.name]));
      const parts = fields.map(({ name }) =>
        kind.variant === undefined ? `${fieldWord(kind.of, name)} ${part(name)}` : `${String(value[name])}`,
      );
      return [...head, parts.join(' · ')].filter((text) => text !== '').join(' ');
    }
  }
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** The part of a value that a pointer names, in words; the setting itself for the whole. */
export function pointerText(kind: Kind, pointer: string): string {
  return partAt(kind, pointer).steps.map(stepWord).join(' · ');
}

/** A part of a value in words. */
export function partText(kind: Kind, pointer: string, value: unknown, measure: Measure): string {
  const { kind: part, steps } = partAt(kind, pointer);
  const last = steps.at(-1);
  const nullOf = last === undefined ? '' : last.of.startsWith('field:') ? `${last.of.slice(6)}.${last.name}` : last.of;
  return valueText(part, value, measure, nullOf);
}
