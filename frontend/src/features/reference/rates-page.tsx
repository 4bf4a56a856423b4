import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ListPlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Rate, api, listOptions, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { useMay } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { DateField } from '@/shared/ui/forms/date-field';
import type { Form, FormField, Values } from '@/shared/ui/overlays/fields-dialog';
import { Day } from '@/shared/ui/values/figures';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Select } from '@/shared/ui/forms/select';
import { PartError } from '@/shared/ui/feedback/states';
import type { TableColumn } from '@/shared/ui/table';
import { Catalog } from './catalog';
import { ratesOf } from './rate-lines';
import { keyed, needed, textOf } from './send';

const FieldsDialog = lazyDialog(() =>
  import('@/shared/ui/overlays/fields-dialog').then((module) => module.FieldsDialog),
);
const ANY = 'any';

const listQuery = (currency: string) =>
  listOptions<Rate>(['exchange-rates', 'list', currency], (cursor, signal) =>
    unwrap(
      api.GET('/v1/exchange-rates', {
        signal,
        params: {
          query: {
            ...(currency !== ANY && { currency: [currency] }),
            limit: 60,
            ...(cursor ? { cursor } : { count: 'exact' as const }),
          },
        },
      }),
    ),
  );

const inForceQuery = (on: string) => ({
  queryKey: ['exchange-rates', 'in-force', on],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    unwrap(api.GET('/v1/exchange-rates/in-force', { signal, params: { query: { on } } })),
});

const put = (values: Values) =>
  unwrap(
    api.PUT('/v1/exchange-rates/{currency}/{valid_on}', {
      body: { rate: needed(values, 'rate'), source: needed(values, 'source'), reason: textOf(values['reason']) },
      params: { path: { currency: needed(values, 'currency').toUpperCase(), valid_on: needed(values, 'valid_on') } },
    }),
  );

/** A rate with six places at least, so that points stand below each other. */
function aligned(rate: string): string {
  const [whole, places = ''] = rate.split('.');
  return `${whole}.${places.padEnd(6, '0')}`;
}

/** What each currency is worth: those in force on a day, and every rate that was entered. */
export function RatesPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const nameOf = useNames();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const writes = useMay('rate:write');
  const [on, setOn] = useState<string | null>(null);
  const [currency, setCurrency] = useState(ANY);
  const [form, setForm] = useState<Form | null>(null);
  const inForce = useQuery(inForceQuery(on ?? today));
  const codes = (inForce.data?.rates ?? []).map((rate) => rate.currency);
  const fields: FormField[] = [
    { name: 'rate', label: t`Rate`, kind: 'text', isRequired: true, help: t`What one unit is worth in base currency.` },
    { name: 'source', label: t`Source`, kind: 'text', isRequired: true },
  ];
  const several: Form = {
    title: t`Several rates`,
    act: t`Enter the rates`,
    note: t`All of them or none.`,
    fields: [
      { name: 'valid_on', label: t`In force from`, kind: 'date', isRequired: true },
      { name: 'lines', label: t`Rates`, kind: 'area', isRequired: true, help: t`One a line: USD 7.1205` },
      { name: 'source', label: t`Source`, kind: 'text', isRequired: true },
      { name: 'reason', label: t`Reason of a correction`, kind: 'text' },
    ],
    initial: { valid_on: today },
    submit: async (values) => {
      const items = ratesOf(needed(values, 'lines'), needed(values, 'valid_on'), needed(values, 'source'));
      const body = { items, reason: textOf(values['reason']) };
      await once('rates', body, (key) =>
        unwrap(api.POST('/v1/exchange-rates/bulk', { body, params: { header: keyed(key) } })),
      );
      await client.invalidateQueries({ queryKey: ['exchange-rates'] });
    },
  };
  // The words come by a macro, which the compiler's rule cannot see through.
  // oxlint-disable-next-line react/preserve-manual-memoization
  const columns = useMemo<readonly TableColumn<Rate>[]>(
    () => [
      {
        id: 'currency',
        name: t`Currency`,
        width: 100,
        text: (row) => row.currency,
        cell: (row) => <b>{row.currency}</b>,
      },
      {
        id: 'valid_on',
        name: t`In force from`,
        width: 140,
        text: (row) => row.valid_on,
        cell: (row) => <Day date={row.valid_on} />,
      },
      {
        id: 'rate',
        name: t`Rate`,
        width: 180,
        align: 'end',
        text: (row) => row.rate,
        cell: (row) => `${aligned(row.rate)} ${row.base_currency}`,
      },
      {
        id: 'source',
        name: t`Source`,
        width: 260,
        grows: true,
        text: (row) => row.source,
        cell: (row) => <span className="truncate">{row.source}</span>,
      },
      {
        id: 'author',
        name: t`Entered by`,
        width: 130,
        text: (row) => nameOf(row.author_id),
        cell: (row) => nameOf(row.author_id),
      },
    ],
    [t, nameOf],
  );
  return (
    <Catalog<Rate>
      title={t`Exchange rates`}
      cache="exchange-rates"
      list={listQuery(currency) as never}
      columns={columns}
      nameOf={(row) => `${row.currency} ${row.valid_on}`}
      empty={<Trans>Amounts in other currencies cannot be added up without a rate.</Trans>}
      actions={
        writes && (
          <Button icon={ListPlus} onPress={() => setForm(several)}>
            <Trans>Several at once</Trans>
          </Button>
        )
      }
      filters={
        <Select
          className="w-40"
          size="sm"
          label={t`Currency`}
          hidesLabel
          choices={[{ id: ANY, name: t`Every currency` }, ...codes.map((code) => ({ id: code, name: code }))]}
          value={currency}
          onChange={setCurrency}
        />
      }
      {...(writes && {
        create: {
          name: t`New rate`,
          form: () => ({
            title: t`New rate`,
            act: t`Enter the rate`,
            fields: [
              { name: 'currency', label: t`Currency`, kind: 'text', isRequired: true, help: t`Three letters: USD` },
              { name: 'valid_on', label: t`In force from`, kind: 'date', isRequired: true },
              ...fields,
            ],
            initial: { valid_on: today },
            submit: put,
          }),
        },
        change: (row: Rate) => ({
          title: t`Correct ${row.currency} of ${row.valid_on}`,
          act: t`Correct the rate`,
          note: t`Amounts in base currency follow within moments.`,
          fields: [...fields, { name: 'reason', label: t`Reason`, kind: 'area' as const, isRequired: true }],
          initial: { rate: row.rate, source: row.source },
          submit: (values: Values) => put({ ...values, currency: row.currency, valid_on: row.valid_on }),
        }),
        remove: (row: Rate) => ({
          title: t`Take out ${row.currency} of ${row.valid_on}?`,
          act: t`Take out the rate`,
          note: t`The rate before it holds on.`,
          fields: [],
          submit: () =>
            unwrap(
              api.DELETE('/v1/exchange-rates/{currency}/{valid_on}', {
                params: { path: { currency: row.currency, valid_on: row.valid_on } },
              }),
            ),
        }),
      })}
    >
      <section className="flex flex-wrap items-end gap-x-5 gap-y-2 border-b border-line bg-surface-2 px-4 py-2.5">
        <DateField label={t`In force on`} value={on ?? today} onChange={setOn} />
        {inForce.isError && (
          <PartError
            title={<Trans>The rates in force were not loaded</Trans>}
            error={inForce.error}
            onRetry={() => void inForce.refetch()}
          />
        )}
        <dl className="flex flex-wrap gap-x-5 gap-y-1">
          {inForce.data?.rates.map((rate) => (
            <div key={rate.currency}>
              <dt className="text-xs text-ink-3">{rate.currency}</dt>
              <dd>
                <b>{rate.rate}</b> <span className="text-xs text-ink-3">{inForce.data.base_currency}</span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <>{form && <FieldsDialog form={form} onClose={() => setForm(null)} />}</>
    </Catalog>
  );
}
