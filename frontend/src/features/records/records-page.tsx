import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { History, Plus } from 'lucide-react';
import { useState } from 'react';
import { type ContactRecord, type Disposition, type Method, isApiError } from '@/api';
import { useNames } from '@/shared/directory';
import { about, langOf } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { dispositionLabels, methodLabels, options } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { CustomerPicker, PersonPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { counter, dayIn, useMinute } from '@/shared/time';
import { Button, LinkButton } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { MyTime } from '@/shared/ui/values/figures';
import { IntentMark } from '@/shared/ui/values/marks';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { DataTable, type TableColumn } from '@/shared/ui/table';
import { SearchField } from '@/shared/ui/forms/text-field';
import { OF, type RecordsChoice, type RecordsView, recordQuery, recordsQuery } from './queries';
import { Folded } from './folded';
import { RecordDetail } from './record-detail';
import { KindIcon, kindOf } from './words';

const LogContact = lazyDialog(() => import('@/shared/contacts').then((module) => module.LogContactDialog));
const ANY = 'any';
const PERIODS = ['1', '7', '30', '90', 'ever'] as const;

interface Props {
  choice: RecordsChoice;
  openId: string | null;
  onChoice: (choice: RecordsChoice) => void;
  onOpen: (id: string | null) => void;
  /** To the call whose words are owed. */
  onComplete: (recordId: string) => void;
}

/** Every contact with customers: calls, visits, mails; each opens with what was said and heard. */
export function RecordsPage({ choice, openId, onChoice, onOpen, onComplete }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const sees = useMay('record:read');
  const logs = useMay('record:write');
  const seesOthers = useMay('record:read', 'team');
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const [isLogging, setLogging] = useState(false);
  const [names, setNames] = useState<{ customer?: Choice | null; author?: Choice | null }>({});
  const list = useInfiniteQuery({ ...recordsQuery(choice, me.id, today), enabled: sees });
  const rows = list.data?.rows ?? [];
  const listed = rows.find((row) => row.id === openId);
  const asked = useQuery({ ...recordQuery(openId ?? ''), enabled: openId !== null });
  const open = asked.data?.data ?? listed;
  const columns = useColumns();
  useHotkeys([{ keys: 'c', name: t`Log a contact`, group: 'list', run: () => setLogging(true), isOn: logs }]);
  if (!sees) {
    return (
      <>
        <PanelHeader title={t`Contact records`} />
        <Hidden className="p-6" title={<Trans>Records are hidden from you</Trans>}>
          <Trans>Who works with the customers sees them.</Trans>
        </Hidden>
      </>
    );
  }
  const views: Record<RecordsView, string> = {
    all: t({ context: 'records', message: 'All' }),
    mine: t`Mine`,
    owed: t`To be completed`,
    late: t`Logged late`,
    outside: t`Outside their hours`,
    refused: t`Against a refusal`,
  };
  const periods = {
    '1': t`Since yesterday`,
    '7': t`Last 7 days`,
    '30': t`Last 30 days`,
    '90': t`Last 90 days`,
    ever: t`Of all time`,
  };
  const isGone = asked.isError && isApiError(asked.error) && asked.error.status === 404;
  return (
    <>
      <PanelHeader
        title={t`Contact records`}
        actions={
          <>
            <SearchField
              label={t`Search what was said`}
              value={choice.q}
              onChange={(q) => onChoice({ ...choice, q })}
              className="max-tablet:hidden"
            />
            <LinkButton to="/records" search={{ reported: 'calls' }}>
              <Trans>Reported calls and mails</Trans>
            </LinkButton>
            {logs && (
              <Button variant="primary" icon={Plus} keys="c" onPress={() => setLogging(true)}>
                <Trans>Log a contact</Trans>
              </Button>
            )}
          </>
        }
      />
      <Strip className="overflow-x-auto">
        <Segmented<RecordsView>
          label={t`Which records`}
          value={choice.view}
          onChange={(view) => onChoice({ ...choice, view })}
          choices={OF.filter((view) => view !== 'mine' || seesOthers).map((id) => ({ id, name: views[id] }))}
        />
        <Folded
          number={
            [choice.method, choice.disposition, choice.days, choice.customerId, choice.authorId].filter(
              (each) => each !== null,
            ).length
          }
        >
          <Select<Method | 'any'>
            label={t`How`}
            hidesLabel
            size="sm"
            value={choice.method ?? ANY}
            onChange={(method) => onChoice({ ...choice, method: method === ANY ? null : method, disposition: null })}
            choices={[{ id: ANY, name: t`By every means` }, ...options(methodLabels)]}
          />
          <Select<Disposition | 'any'>
            label={t`How the call ended`}
            hidesLabel
            size="sm"
            value={choice.disposition ?? ANY}
            onChange={(ending) => onChoice({ ...choice, disposition: ending === ANY ? null : ending, method: null })}
            choices={[{ id: ANY, name: t`However it ended` }, ...options(dispositionLabels)]}
          />
          <Select
            label={t`Since when`}
            hidesLabel
            size="sm"
            value={choice.days === null ? 'ever' : (String(choice.days) as (typeof PERIODS)[number])}
            onChange={(days) => onChoice({ ...choice, days: days === 'ever' ? null : Number(days) })}
            choices={PERIODS.map((id) => ({ id, name: periods[id] }))}
          />
          {choice.customerId && (
            <FilterChip
              field={t({ context: 'record', message: 'Customer' })}
              operator={t({ context: 'operator', message: 'is' })}
              value={names.customer?.name ?? rows[0]?.customer_name ?? '…'}
              onRemove={() => onChoice({ ...choice, customerId: null })}
            />
          )}
          {choice.authorId && (
            <FilterChip
              field={t`Made by`}
              operator={t({ context: 'operator', message: 'is' })}
              value={names.author?.name ?? rows[0]?.author_name ?? '…'}
              onRemove={() => onChoice({ ...choice, authorId: null })}
            />
          )}
          <Narrow
            seesOthers={seesOthers}
            onCustomer={(customer) => {
              setNames({ ...names, customer });
              onChoice({ ...choice, customerId: customer.id });
            }}
            onAuthor={(author) => {
              setNames({ ...names, author });
              onChoice({ ...choice, authorId: author.id, view: choice.view === 'mine' ? 'all' : choice.view });
            }}
          />
        </Folded>
      </Strip>
      {list.isError ? (
        <PartError
          title={<Trans>The records were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : (
        <DataTable<ContactRecord>
          label={t`Contact records`}
          columns={columns}
          rows={rows}
          idOf={(row) => row.id}
          onOpen={(row) => onOpen(row.id)}
          onPeek={(row) => onOpen(row.id)}
          isLoading={list.isPending}
          hasMore={list.hasNextPage}
          onMore={() => void list.fetchNextPage()}
          total={list.data?.total ?? null}
          empty={
            <Empty
              className="py-16"
              icon={History}
              title={<Trans>No contact like that</Trans>}
              actions={
                choice.days !== null && (
                  <Button onPress={() => onChoice({ ...choice, days: null })}>
                    <Trans>Look back for ever</Trans>
                  </Button>
                )
              }
            />
          }
        />
      )}
      <footer className="flex h-7.5 flex-none items-center gap-4 border-t border-line bg-surface-2 px-4 text-xs text-ink-3">
        {list.data && (
          <span>
            {about(list.data.isEstimate)}
            <Plural context="made" value={list.data.total ?? rows.length} one="# contact" other="# contacts" />
          </span>
        )}
        <span className="ml-auto max-tablet:hidden">
          <Trans>Enter opens a record</Trans>
        </span>
      </footer>
      <Drawer
        isOpen={openId !== null}
        onClose={() => onOpen(null)}
        title={open ? open.customer_name : t`Contact record`}
      >
        {open ? (
          <RecordDetail key={open.id} record={open} onComplete={() => onComplete(open.id)} />
        ) : isGone ? (
          <Empty className="py-16" icon={History} title={<Trans>This record is not there for you</Trans>} />
        ) : (
          <SkeletonLines lines={8} />
        )}
      </Drawer>
      {isLogging && <LogContact customer={null} onClose={() => setLogging(false)} onLogged={onOpen} />}
    </>
  );
}

interface NarrowProps {
  seesOthers: boolean;
  onCustomer: (customer: Choice) => void;
  onAuthor: (author: Choice) => void;
}

/** Adds a condition on a customer or a colleague. */
function Narrow({ seesOthers, onCustomer, onAuthor }: NarrowProps) {
  const { t } = useLingui();
  const [part, setPart] = useState<'customer' | 'author' | null>(null);
  const names = { customer: t({ context: 'record', message: 'Customer' }), author: t`Made by` };
  if (part === null) {
    return (
      <>
        <Button size="sm" variant="ghost" icon={Plus} onPress={() => setPart('customer')}>
          {names.customer}
        </Button>
        {seesOthers && (
          <Button size="sm" variant="ghost" icon={Plus} onPress={() => setPart('author')}>
            {names.author}
          </Button>
        )}
      </>
    );
  }
  return (
    <Drawer isOpen onClose={() => setPart(null)} width="sm" title={names[part]}>
      <div className="p-4">
        {part === 'customer' ? (
          <CustomerPicker
            label={t({ context: 'record', message: 'Customer' })}
            autoFocus
            value={null}
            onChange={(chosen) => {
              if (chosen) onCustomer(chosen);
              if (chosen) setPart(null);
            }}
          />
        ) : (
          <PersonPicker
            label={t`Made by`}
            autoFocus
            value={null}
            onChange={(chosen) => {
              if (chosen) onAuthor(chosen);
              if (chosen) setPart(null);
            }}
          />
        )}
      </div>
    </Drawer>
  );
}

function useColumns(): readonly TableColumn<ContactRecord>[] {
  const { t } = useLingui();
  const nameOf = useNames();
  return [
    {
      id: 'started_at',
      name: t`When`,
      width: 185,
      isPinned: true,
      text: (row) => row.started_at,
      cell: (row) => <MyTime at={row.started_at} />,
    },
    {
      id: 'customer',
      isTitle: true,
      name: t({ context: 'record', message: 'Customer' }),
      width: 230,
      text: (row) => row.customer_name,
      cell: (row) => (
        <b className="truncate" lang={langOf(row.customer_name)}>
          {row.customer_name}
        </b>
      ),
    },
    {
      id: 'kind',
      name: t`Kind of contact`,
      width: 130,
      text: kindOf,
      cell: (row) => (
        <span className="flex items-center gap-1.5">
          <KindIcon record={row} />
          {kindOf(row)}
        </span>
      ),
    },
    {
      id: 'talk',
      name: t`Talked`,
      width: 70,
      align: 'end',
      text: (row) => String(row.talk_seconds ?? ''),
      cell: (row) => (row.talk_seconds ? counter(row.talk_seconds) : ''),
    },
    {
      id: 'said',
      name: t`Key points`,
      width: 240,
      grows: true,
      text: (row) => row.key_points ?? row.outcome ?? '',
      cell: (row) => <Said record={row} />,
    },
    {
      id: 'intent',
      name: t`Intent`,
      width: 90,
      text: (row) => row.intent_level ?? '',
      cell: (row) => row.intent_level && <IntentMark intent={row.intent_level} />,
    },
    {
      id: 'author',
      name: t`Made by`,
      width: 110,
      text: (row) => row.author_name,
      cell: (row) => nameOf(row.author_id, row.author_name),
    },
  ];
}

function Said({ record }: { record: ContactRecord }) {
  const text = record.key_points ?? record.outcome ?? '';
  return record.to_be_completed ? (
    <span className="text-warn-ink">
      <Trans>Its words are owed</Trans>
    </span>
  ) : (
    <span className="truncate" lang={langOf(text)}>
      {text}
    </span>
  );
}
