import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo, useState } from 'react';
import { type Product, api, listOptions, once, unwrap } from '@/api';
import { langOf, money, title } from '@/shared/format';
import { productLineName, unitName } from '@/shared/labels/goods';
import { useMay } from '@/shared/permissions';
import type { FileLike } from '@/shared/pickers';
import { Badge } from '@/shared/ui/values/badge';
import { Segmented } from '@/shared/ui/actions/segmented';
import type { FormField, Values } from '@/shared/ui/overlays/fields-dialog';
import type { TableColumn } from '@/shared/ui/table';
import { SearchField } from '@/shared/ui/forms/text-field';
import { Catalog } from './catalog';
import { ProductMaterials, attachMaterials } from './product-materials';
import { ifMatch, keyed, moneyOf, needed, textOf } from './send';

type Shown = 'on_sale' | 'withdrawn';

const listQuery = (typed: string, shown: Shown) =>
  listOptions<Product>(['products', 'list', typed, shown], (cursor, signal) => {
    const like = (field: 'code' | 'name' | 'name_zh') =>
      field === 'code'
        ? { field, op: 'eq' as const, value: typed.toUpperCase() }
        : { field, op: 'contains' as const, value: typed };
    const active = { field: 'active' as const, op: 'eq' as const, value: shown === 'on_sale' };
    const filter = typed === '' ? active : { and: [active, { or: [like('name'), like('name_zh'), like('code')] }] };
    return unwrap(
      api.POST('/v1/products/search', {
        signal,
        body: { filter, sort: ['code'], limit: 60, ...(cursor ? { cursor } : { count: 'exact' as const }) },
      }),
    );
  });

const bodyOf = (values: Values) => ({
  name: needed(values, 'name'),
  name_zh: needed(values, 'name_zh'),
  product_line: textOf(values['product_line']),
  model: textOf(values['model']),
  unit: textOf(values['unit']) ?? 'pcs',
  selling_points: textOf(values['selling_points']),
  list_price: moneyOf(values, 'price', 'currency'),
});

/** What the company sells: names, prices and what to say about it. */
export function ProductsPage() {
  const { t } = useLingui();
  const writes = useMay('product:write');
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState<Shown>('on_sale');
  const fields: FormField[] = [
    { name: 'name', label: t`Name in English`, kind: 'text', isRequired: true },
    { name: 'name_zh', label: t`Name in Chinese`, kind: 'text', isRequired: true },
    { name: 'product_line', label: t`Product line`, kind: 'text' },
    { name: 'model', label: t`Model`, kind: 'text' },
    { name: 'unit', label: t`Unit`, kind: 'text', isRequired: true },
    { name: 'price', label: t`List price`, kind: 'amount' },
    { name: 'currency', label: t`Currency of the price`, kind: 'text' },
    { name: 'selling_points', label: t`Selling points`, kind: 'area', help: t`What a rep says about it on the phone.` },
  ];
  // The words come by a macro, which the compiler's rule cannot see through.
  // oxlint-disable-next-line react/preserve-manual-memoization
  const columns = useMemo<readonly TableColumn<Product>[]>(
    () => [
      { id: 'code', name: t`Code`, width: 110, text: (row) => row.code, cell: (row) => <b>{row.code}</b> },
      {
        id: 'name',
        name: t`Name`,
        width: 220,
        text: title,
        cell: (row) => <span className="truncate">{title(row)}</span>,
      },
      {
        id: 'line',
        name: t`Product line`,
        width: 120,
        text: (row) => (row.product_line ? productLineName(row.product_line) : ''),
        cell: (row) => row.product_line && productLineName(row.product_line),
      },
      { id: 'model', name: t`Model`, width: 120, text: (row) => row.model ?? '', cell: (row) => row.model },
      {
        id: 'price',
        name: t`List price`,
        width: 120,
        align: 'end',
        text: (row) => (row.list_price ? money(row.list_price) : ''),
        cell: (row) => row.list_price && money(row.list_price),
      },
      { id: 'unit', name: t`Unit`, width: 70, text: (row) => unitName(row.unit), cell: (row) => unitName(row.unit) },
      {
        id: 'selling_points',
        name: t`Selling points`,
        width: 200,
        grows: true,
        text: (row) => row.selling_points ?? '',
        cell: (row) => (
          <span className="truncate text-ink-2" lang={langOf(row.selling_points ?? '')}>
            {row.active ? row.selling_points : <Badge>{t`Withdrawn`}</Badge>}
          </span>
        ),
      },
    ],
    [t],
  );
  return (
    <Catalog<Product>
      title={t({ context: 'reference', message: 'Products' })}
      cache="products"
      list={listQuery(typed.trim(), shown) as never}
      columns={columns}
      nameOf={(row) => row.code}
      empty={<Trans>Another word or the other list may have it.</Trans>}
      filters={
        <>
          <SearchField className="w-60" label={t`Search products`} value={typed} onChange={setTyped} />
          <Segmented<Shown>
            label={t`Which products`}
            value={shown}
            onChange={setShown}
            choices={[
              { id: 'on_sale', name: t`On sale` },
              { id: 'withdrawn', name: t`Withdrawn` },
            ]}
          />
        </>
      }
      {...(writes && {
        create: {
          name: t`New product`,
          form: () => ({
            title: t`New product`,
            act: t`Enter the product`,
            fields: [{ name: 'code', label: t`Code`, kind: 'text', isRequired: true }, ...fields],
            initial: { unit: 'pcs', currency: 'USD' },
            submit: (values: Values) => {
              const body = { code: needed(values, 'code'), ...bodyOf(values) };
              return once('product', body, (key) =>
                unwrap(api.POST('/v1/products', { body, params: { header: keyed(key) } })),
              );
            },
          }),
        },
        change: (row: Product) => {
          let sent: readonly FileLike[] = [];
          return {
            after: <ProductMaterials productId={row.id} onSent={(files) => (sent = files)} />,
            title: `${row.code} ${title(row)}`,
            act: t`Save the product`,
            fields: [...fields, { name: 'active', label: t`On sale`, kind: 'check' as const }],
            initial: {
              name: row.name,
              name_zh: row.name_zh,
              product_line: row.product_line,
              model: row.model,
              unit: row.unit,
              price: row.list_price?.amount ?? null,
              currency: row.list_price?.currency ?? 'USD',
              selling_points: row.selling_points,
              active: row.active,
            },
            submit: async (values: Values) => {
              await unwrap(
                api.PATCH('/v1/products/{product_id}', {
                  body: { ...bodyOf(values), active: values['active'] === true },
                  params: { path: { product_id: row.id }, header: ifMatch(row.version) },
                }),
              );
              if (sent.length > 0) await attachMaterials(row.id, sent);
            },
          };
        },
      })}
    />
  );
}
