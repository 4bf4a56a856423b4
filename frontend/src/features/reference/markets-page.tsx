import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { type Market, api, listOptions, once, unwrap } from '@/api';
import { countryName, title } from '@/shared/format';
import { useMay } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import type { FormField, Values } from '@/shared/ui/overlays/fields-dialog';
import type { TableColumn } from '@/shared/ui/table';
import { Catalog } from './catalog';
import { ifMatch, keyed, needed, wordsOf } from './send';

const listQuery = listOptions<Market>(['markets', 'list'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/markets', {
      signal,
      params: { query: { sort: ['code'], limit: 60, ...(cursor ? { cursor } : { count: 'exact' as const }) } },
    }),
  ),
);

const bodyOf = (values: Values) => ({
  name: needed(values, 'name'),
  name_zh: needed(values, 'name_zh'),
  countries: wordsOf(values['countries']).map((code) => code.toUpperCase()),
});

/** The markets that countries belong to; customers follow their country. */
export function MarketsPage() {
  const { t } = useLingui();
  const writes = useMay('product:write');
  const fields: FormField[] = [
    { name: 'name', label: t`Name in English`, kind: 'text', isRequired: true },
    { name: 'name_zh', label: t`Name in Chinese`, kind: 'text', isRequired: true },
    {
      name: 'countries',
      label: t`Countries`,
      kind: 'area',
      isRequired: true,
      help: t`Two-letter codes with commas, each country in one market only: DE, AT, CH`,
    },
  ];
  // The words come by a macro, which the compiler's rule cannot see through.
  // oxlint-disable-next-line react/preserve-manual-memoization
  const columns = useMemo<readonly TableColumn<Market>[]>(
    () => [
      {
        id: 'name',
        name: t`Name`,
        width: 240,
        text: title,
        cell: (row) => <b className="truncate">{title(row)}</b>,
      },
      {
        id: 'code',
        name: t`Code`,
        width: 160,
        text: (row) => row.code,
        cell: (row) => <span className="text-ink-2">{row.code}</span>,
      },
      {
        id: 'countries',
        name: t`Countries`,
        width: 400,
        grows: true,
        text: (row) => row.countries.map(countryName).join(', '),
        cell: (row) => <span className="truncate">{row.countries.map(countryName).join(' · ')}</span>,
      },
      {
        id: 'state',
        name: t`State`,
        width: 110,
        text: (row) => (row.active ? t`In use` : t`Retired`),
        cell: (row) => <Badge tone={row.active ? 'ok' : 'mute'}>{row.active ? t`In use` : t`Retired`}</Badge>,
      },
    ],
    [t],
  );
  return (
    <Catalog<Market>
      title={t`Markets`}
      cache="markets"
      list={listQuery as never}
      columns={columns}
      nameOf={title}
      empty={<Trans>No market was entered yet.</Trans>}
      {...(writes && {
        create: {
          name: t`New market`,
          form: () => ({
            title: t`New market`,
            act: t`Enter the market`,
            fields: [{ name: 'code', label: t`Code`, kind: 'text', isRequired: true }, ...fields],
            submit: (values: Values) => {
              const body = { code: needed(values, 'code'), ...bodyOf(values) };
              return once('market', body, (key) =>
                unwrap(api.POST('/v1/markets', { body, params: { header: keyed(key) } })),
              );
            },
          }),
        },
        change: (row: Market) => ({
          title: title(row),
          act: t`Save the market`,
          fields: [...fields, { name: 'active', label: t`In use`, kind: 'check' as const }],
          initial: { name: row.name, name_zh: row.name_zh, countries: row.countries.join(', '), active: row.active },
          submit: (values: Values) =>
            unwrap(
              api.PATCH('/v1/markets/{market_id}', {
                body: { ...bodyOf(values), active: values['active'] === true },
                params: { path: { market_id: row.id }, header: ifMatch(row.version) },
              }),
            ),
        }),
      })}
    />
  );
}
