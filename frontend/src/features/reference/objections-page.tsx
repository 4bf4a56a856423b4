import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { type Objection, api, listOptions, once, unwrap } from '@/api';
import { useMay } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import type { FormField, Values } from '@/shared/ui/overlays/fields-dialog';
import type { TableColumn } from '@/shared/ui/table';
import { Catalog } from './catalog';
import { ifMatch, keyed, needed } from './send';

const list = listOptions<Objection>(['objections', 'list'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/objections', {
      signal,
      params: { query: { limit: 100, ...(cursor ? { cursor } : { count: 'exact' as const }) } },
    }),
  ),
);

/** Where it stands among the others: a whole number; 0 where none was typed. */
const placeOf = (values: Values) => Math.trunc(Number(values['position'] ?? 0)) || 0;

const bodyOf = (values: Values) => ({
  name: needed(values, 'name'),
  name_zh: needed(values, 'name_zh'),
  position: placeOf(values),
});

/** What customers object, in one catalogue: records, scripts and analyses name them by it. */
export function ObjectionsPage() {
  const { t } = useLingui();
  const writes = useMay('script:write');
  const fields: FormField[] = [
    { name: 'name', label: t`Name in English`, kind: 'text', isRequired: true },
    { name: 'name_zh', label: t`Name in Chinese`, kind: 'text', isRequired: true },
    { name: 'position', label: t`Place in the list`, kind: 'text', help: t`Lower numbers stand first.` },
  ];
  // The words come by a macro, which the compiler's rule cannot see through.
  // oxlint-disable-next-line react/preserve-manual-memoization
  const columns = useMemo<readonly TableColumn<Objection>[]>(
    () => [
      {
        id: 'position',
        name: t`Place in the list`,
        width: 120,
        align: 'end',
        text: (row) => String(row.position),
        cell: (row) => row.position,
      },
      { id: 'code', name: t`Code`, width: 170, text: (row) => row.code, cell: (row) => <b>{row.code}</b> },
      {
        id: 'name_zh',
        name: t`Name in Chinese`,
        width: 220,
        grows: true,
        text: (row) => row.name_zh,
        cell: (row) => row.name_zh,
      },
      {
        id: 'name',
        name: t`Name in English`,
        width: 260,
        grows: true,
        text: (row) => row.name,
        cell: (row) => row.name,
      },
      {
        id: 'active',
        name: t`In use`,
        width: 110,
        text: (row) => String(row.active),
        cell: (row) => (row.active ? <Badge tone="ok">{t`In use`}</Badge> : <Badge>{t`Out of use`}</Badge>),
      },
    ],
    [t],
  );
  return (
    <Catalog<Objection>
      title={t`Objections`}
      cache="objections"
      list={list as never}
      columns={columns}
      nameOf={(row) => row.code}
      empty={<Trans>What customers object is named here, and then chosen in calls and scripts.</Trans>}
      {...(writes && {
        create: {
          name: t`New objection`,
          form: () => ({
            title: t`New objection`,
            act: t`Enter the objection`,
            fields: [{ name: 'code', label: t`Code`, kind: 'text', isRequired: true }, ...fields],
            submit: (values: Values) => {
              const body = { code: needed(values, 'code'), ...bodyOf(values) };
              return once('objection', body, (key) =>
                unwrap(api.POST('/v1/objections', { body, params: { header: keyed(key) } })),
              );
            },
          }),
        },
        change: (row: Objection) => ({
          title: `${row.name_zh} ${row.name}`,
          act: t`Save the objection`,
          fields: [...fields, { name: 'active', label: t`In use`, kind: 'check' as const }],
          initial: { name: row.name, name_zh: row.name_zh, position: String(row.position), active: row.active },
          submit: (values: Values) =>
            unwrap(
              api.PATCH('/v1/objections/{objection_id}', {
                body: { ...bodyOf(values), active: values['active'] === true },
                params: { path: { objection_id: row.id }, header: ifMatch(row.version) },
              }),
            ),
        }),
      })}
    />
  );
}
