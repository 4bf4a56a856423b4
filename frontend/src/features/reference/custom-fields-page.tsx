import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { type CustomField, type CustomType, api, listOptions, once, unwrap } from '@/api';
import { label, options } from '@/shared/labels';
import { customTypeLabels } from '@/shared/labels/notes';
import { useMay } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import type { FormField, Values } from '@/shared/ui/overlays/fields-dialog';
import type { TableColumn } from '@/shared/ui/table';
import { language } from '@/shared/i18n';
import { Catalog } from './catalog';
import { ifMatch, keyed, needed, wordsOf } from './send';

const listQuery = listOptions<CustomField>(['custom-fields', 'list'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/custom-fields', {
      signal,
      params: { query: { sort: ['key'], limit: 60, ...(cursor ? { cursor } : { count: 'exact' as const }) } },
    }),
  ),
);

const bodyOf = (values: Values) => ({
  label: needed(values, 'label'),
  label_zh: needed(values, 'label_zh'),
  choices: wordsOf(values['choices']),
  required: values['required'] === true,
});

/** Fields that the company adds to its customers. */
export function CustomFieldsPage() {
  const { t } = useLingui();
  const writes = useMay('field:write');
  const nameOf = (row: CustomField) => (language() === 'zh-CN' ? row.label_zh : row.label);
  const fields: FormField[] = [
    { name: 'label', label: t`Name in English`, kind: 'text', isRequired: true },
    { name: 'label_zh', label: t`Name in Chinese`, kind: 'text', isRequired: true },
    { name: 'choices', label: t`Values to choose from`, kind: 'area', help: t`One a line; only for a choice.` },
    { name: 'required', label: t`Every customer must have it`, kind: 'check' },
  ];
  // The words come by a macro, which the compiler's rule cannot see through.
  // oxlint-disable-next-line react/preserve-manual-memoization
  const columns = useMemo<readonly TableColumn<CustomField>[]>(
    () => [
      { id: 'key', name: t`Key`, width: 180, text: (row) => row.key, cell: (row) => <b>{row.key}</b> },
      {
        id: 'name',
        name: t`Name`,
        width: 220,
        text: nameOf,
        cell: (row) => <span className="truncate">{nameOf(row)}</span>,
      },
      {
        id: 'type',
        name: t`Type`,
        width: 130,
        text: (row) => label(customTypeLabels, row.type),
        cell: (row) => label(customTypeLabels, row.type),
      },
      {
        id: 'choices',
        name: t`Values to choose from`,
        width: 300,
        grows: true,
        text: (row) => row.choices.join(', '),
        cell: (row) => <span className="truncate">{row.choices.join(' · ')}</span>,
      },
      {
        id: 'required',
        name: t`Required`,
        width: 90,
        text: (row) => (row.required ? t`yes` : t`no`),
        cell: (row) => (row.required ? t`yes` : t`no`),
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
    <Catalog<CustomField>
      title={t`Own fields`}
      cache="custom-fields"
      list={listQuery as never}
      columns={columns}
      nameOf={nameOf}
      empty={<Trans>Customers have the fields of the product alone.</Trans>}
      {...(writes && {
        create: {
          name: t`New field`,
          form: () => ({
            title: t`New field`,
            act: t`Enter the field`,
            note: t`Its key and its type never change.`,
            fields: [
              { name: 'key', label: t`Key`, kind: 'text', isRequired: true, help: t`Small letters and _: plant_size` },
              { name: 'type', label: t`Type`, kind: 'select', choices: options(customTypeLabels), isRequired: true },
              ...fields,
            ],
            initial: { type: 'text' },
            submit: (values: Values) => {
              const body = {
                key: needed(values, 'key'),
                type: needed(values, 'type') as CustomType,
                ...bodyOf(values),
              };
              return once('custom-field', body, (key) =>
                unwrap(api.POST('/v1/custom-fields', { body, params: { header: keyed(key) } })),
              );
            },
          }),
        },
        change: (row: CustomField) => ({
          title: nameOf(row),
          act: t`Save the field`,
          fields: [...fields, { name: 'active', label: t`In use`, kind: 'check' as const }],
          initial: {
            label: row.label,
            label_zh: row.label_zh,
            choices: row.choices.join('\n') || null,
            required: row.required,
            active: row.active,
          },
          submit: (values: Values) =>
            unwrap(
              api.PATCH('/v1/custom-fields/{field_id}', {
                body: { ...bodyOf(values), active: values['active'] === true },
                params: { path: { field_id: row.id }, header: ifMatch(row.version) },
              }),
            ),
        }),
      })}
    />
  );
}
