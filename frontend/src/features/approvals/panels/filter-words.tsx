import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { marketsQuery, useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { i18n } from '@/shared/i18n';
import { FIELD_NAMES } from '@/shared/labels/customer-fields';
import { FieldValue } from '@/shared/ui/values/field-value';

/** A filter as the API carries it. */
type Filter = Readonly<Record<string, unknown>>;

const many = (value: unknown): Filter[] => (Array.isArray(value) ? (value as Filter[]) : []);

/** Which customers a filter means, a line a condition. */
export function FilterWords({ filter }: { filter: Filter | null }): ReactNode {
  if (filter === null || Object.keys(filter).length === 0) return <Trans>All customers in reach</Trans>;
  if ('and' in filter) {
    return many(filter['and']).map((each, index) => (
      <span key={index} className="block">
        <FilterWords filter={each} />
      </span>
    ));
  }
  if ('or' in filter) {
    return many(filter['or']).map((each, index) => (
      <Fragment key={index}>
        {index > 0 && (
          <span className="text-ink-3">
            {' '}
            <Trans>or</Trans>{' '}
          </span>
        )}
        <FilterWords filter={each} />
      </Fragment>
    ));
  }
  if ('not' in filter) {
    return (
      <>
        <Trans>not:</Trans> <FilterWords filter={filter['not'] as Filter} />
      </>
    );
  }
  return <Comparison filter={filter} />;
}

const SIGNS: Readonly<Record<string, string>> = {
  ne: '≠',
  lt: '<',
  lte: '≤',
  gt: '>',
  gte: '≥',
  contains: '∋',
  starts: '^',
};

function Comparison({ filter }: { filter: Filter }) {
  const nameOf = useNames();
  const markets = useQuery(marketsQuery).data;
  const field = typeof filter['field'] === 'string' ? filter['field'] : '';
  const name = FIELD_NAMES[field];
  const value = filter['value'];
  const names = {
    nameOf: (id: string) => nameOf(id),
    marketOf: (id: string) => {
      const market = markets?.get(id);
      return market ? title(market) : '';
    },
  };
  if (field === 'id' && Array.isArray(value)) return <Trans>{value.length} customers chosen one by one</Trans>;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <span className="text-ink-3">{name ? i18n._(name) : field.replace('custom.', '')}</span>
      <span className="text-ink-3">{SIGNS[String(filter['op'])] ?? ''}</span>
      {filter['op'] === 'null' ? (
        value === true ? (
          <Trans>is empty</Trans>
        ) : (
          <Trans>is filled</Trans>
        )
      ) : (
        (Array.isArray(value) ? value : [value]).map((each, index) => (
          <b key={index}>
            <FieldValue field={field} value={each} names={names} />
          </b>
        ))
      )}
    </span>
  );
}
