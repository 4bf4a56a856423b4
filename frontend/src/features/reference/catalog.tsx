import { Trans, useLingui } from '@lingui/react/macro';
import { type UseInfiniteQueryOptions, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { PenLine, Plus, SearchX, Trash2 } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { Rows } from '@/api';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { Button } from '@/shared/ui/actions/button';
import type { Form } from '@/shared/ui/overlays/fields-dialog';
import { HistoryLink } from '@/shared/ui/actions/history-link';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { type EndlessList, EndlessTable } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import type { TableColumn } from '@/shared/ui/table';
import { ReferenceNav } from './reference-nav';

const FieldsDialog = lazyDialog(() =>
  import('@/shared/ui/overlays/fields-dialog').then((module) => module.FieldsDialog),
);

interface CatalogProps<Row extends { id: string }> {
  title: string;
  /** Key of all that is cached of it: read anew after each change. */
  cache: string;
  list: UseInfiniteQueryOptions<never, Error, Rows<Row>, never, string | undefined>;
  columns: readonly TableColumn<Row>[];
  nameOf: (row: Row) => string;
  /** What may be entered, changed and taken out; left out for who may only read. */
  create?: { name: string; form: () => Form };
  change?: (row: Row) => Form | null;
  remove?: (row: Row) => Form | null;
  /** Above the table: search and filters. */
  filters?: ReactNode;
  actions?: ReactNode;
  /** Between the filters and the table. */
  children?: ReactNode;
  empty: ReactNode;
}

/** A list that the company keeps, with short forms to enter, change and take out. */
export function Catalog<Row extends { id: string }>(props: CatalogProps<Row>) {
  const {
    title,
    cache,
    list: options,
    columns,
    nameOf,
    create,
    change,
    remove,
    filters,
    actions,
    children,
    empty,
  } = props;
  const { t } = useLingui();
  const client = useQueryClient();
  const list = useInfiniteQuery(options as never) as unknown as EndlessList<Row>;
  const [form, setForm] = useState<Form | null>(null);
  const total = list.data?.total ?? null;
  const open = (made: Form | null) => {
    if (made === null) return;
    setForm({
      ...made,
      submit: async (values) => {
        await made.submit(values);
        await client.invalidateQueries({ queryKey: [cache] });
      },
    });
  };
  useHotkeys([
    {
      keys: 'c',
      name: create?.name ?? '',
      group: 'list',
      run: () => create && open(create.form()),
      isOn: create !== undefined,
    },
  ]);
  const all = useMemo<readonly TableColumn<Row>[]>(
    () => [
      ...columns,
      {
        id: 'acts',
        name: '',
        width: 104,
        align: 'end',
        cell: (row) => {
          const name = nameOf(row);
          return (
            <span className="flex justify-end gap-0.5">
              {change?.(row) && (
                <IconButton icon={PenLine} size="sm" label={t`Change ${name}`} onPress={() => open(change(row))} />
              )}
              {remove?.(row) && (
                <IconButton icon={Trash2} size="sm" label={t`Take out ${name}`} onPress={() => open(remove(row))} />
              )}
              <HistoryLink record={row.id} size="sm" />
            </span>
          );
        },
      },
    ],
    // What may be done does not change while the page stands.
    // oxlint-disable-next-line react/exhaustive-deps
    [columns, t],
  );
  return (
    <>
      <PanelHeader
        tab={title}
        title={<ReferenceNav current={title} note={total !== null && count(total)} />}
        actions={
          <>
            {actions}
            {create && (
              <Button variant="primary" icon={Plus} keys="c" onPress={() => open(create.form())}>
                {create.name}
              </Button>
            )}
          </>
        }
      />
      {filters && <Strip className="overflow-x-auto">{filters}</Strip>}
      {children}
      <EndlessTable<Row>
        label={title}
        list={list}
        failed={<Trans>The list was not loaded</Trans>}
        columns={all}
        idOf={(row) => row.id}
        onOpen={(row) => open(change?.(row) ?? null)}
        empty={
          <Empty className="py-16" icon={SearchX} title={<Trans>Nothing here</Trans>}>
            {empty}
          </Empty>
        }
      />
      <>{form && <FieldsDialog form={form} onClose={() => setForm(null)} />}</>
    </>
  );
}
