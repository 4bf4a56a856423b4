import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ExportState } from '@/api';
import { marketsQuery, useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { label } from '@/shared/labels';
import { fieldName } from '@/shared/labels/customer-fields';
import { comparisonLabels, exportStateLabels } from '@/shared/labels/data';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { FieldValue } from '@/shared/ui/values/field-value';

type Filter = Record<string, unknown>;

const isFilter = (value: unknown): value is Filter => typeof value === 'object' && value !== null;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const MOST = 6;

/** Which customers were asked for, in words; a filter within another stands below its word. */
export function FilterWords({ filter }: { filter: Filter | null }): ReactNode {
  const nameOf = useNames();
  const markets = useQuery(marketsQuery).data;
  const marketOf = (id: string) => {
    const market = markets?.get(id);
    return market ? title(market) : '';
  };
  if (filter === null) return <Trans>Every customer in scope</Trans>;
  for (const word of ['and', 'or'] as const) {
    const parts = filter[word];
    if (!Array.isArray(parts)) continue;
    const inner = parts.filter(isFilter).map((part, index) => (
      <li key={index}>
        <FilterWords filter={part} />
      </li>
    ));
    if (word === 'and') return <ul className="flex flex-col gap-0.5">{inner}</ul>;
    return (
      <>
        {label(comparisonLabels, word)}
        <ul className="ml-3 flex flex-col gap-0.5">{inner}</ul>
      </>
    );
  }
  if (isFilter(filter['not'])) {
    return (
      <>
        {label(comparisonLabels, 'not')} <FilterWords filter={filter['not']} />
      </>
    );
  }
  const field = typeof filter['field'] === 'string' ? filter['field'] : '';
  const op = typeof filter['op'] === 'string' ? filter['op'] : 'eq';
  const values = listOf(filter['value']);
  if (field === 'id') {
    return <Trans>{values.length} customers, one by one</Trans>;
  }
  if (op === 'null') return `${fieldName(field)} ${values[0] === false ? '✓' : label(comparisonLabels, 'null')}`;
  return (
    <>
      {field === 'q' ? <Trans>Search</Trans> : fieldName(field)}{' '}
      {field !== 'q' && <span className="text-ink-3">{label(comparisonLabels, op)}</span>}{' '}
      {values.slice(0, MOST).map((value, index) => (
        <b key={index} className="mr-1">
          <FieldValue field={field} value={value} names={{ nameOf, marketOf }} />
        </b>
      ))}
      {values.length > MOST && '…'}
    </>
  );
}

const TONES: Record<ExportState, Tone> = {
  requested: 'hold',
  approved: 'info',
  produced: 'ok',
  expired: 'mute',
  denied: 'bad',
};

/** Where an export stands, in a word. */
export function ExportBadge({ state }: { state: ExportState }) {
  return <Badge tone={TONES[state]}>{label(exportStateLabels, state)}</Badge>;
}
