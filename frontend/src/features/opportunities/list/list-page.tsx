import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { SearchX, Star } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { Opportunity } from '@/api';
import { useNames } from '@/shared/directory';
import { type Filters, type ListChoice, type Outcome, type SortColumn } from '@/shared/addresses/opportunities';
import { about, count, groupDigits, moneyWhole, percent } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label, lostReasonLabels, opportunityStateLabels, options, stageLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dayIn, overdueText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Day } from '@/shared/ui/values/figures';
import { StageMark } from '@/shared/ui/values/stage-mark';
import { Strip } from '@/shared/ui/layout/panel';
import { EndlessTable } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import type { TableColumn } from '@/shared/ui/table';
import { parametersOf } from '../filters';
import { PipelineHead } from '../pipeline-head';
import { listQuery } from '../queries';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const NewOpportunity = lazyDialog(() => import('../new-opportunity').then((module) => module.NewOpportunity));

interface Props {
  filters: Filters;
  choice: ListChoice;
  onFilters: (filters: Filters) => void;
  onChoice: (choice: ListChoice) => void;
  onOpen: (id: string) => void;
}

/** The pipeline as a list: any outcome, sorted by what matters. */
export function ListPage({ filters, choice, onFilters, onChoice, onOpen }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const opens = useMay('opportunity:write');
  const [isOpening, setOpening] = useState(false);
  const list = useInfiniteQuery(listQuery(parametersOf(filters, me.id, today), choice));
  const columns = useColumns(choice.outcome);
  const rows = list.data?.rows ?? [];
  const [range, setRange] = useState<[number, number]>([1, 1]);
  const keepRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const { stage, ...withoutStage } = choice;
  useHotkeys([
    { keys: 'c', name: t`New opportunity`, group: 'list', run: () => setOpening(true), isOn: opens },
    {
      keys: '[, ]',
      name: t`Open or ended`,
      group: 'list',
      run: () => onChoice({ ...choice, outcome: choice.outcome === 'open' ? 'completed' : 'open' }),
    },
  ]);
  return (
    <>
      <PipelineHead
        view="list"
        filters={filters}
        onFilters={onFilters}
        onNew={opens ? () => setOpening(true) : undefined}
      />
      <Strip className="overflow-x-auto">
        <Segmented<Outcome>
          label={t`How it stands`}
          value={choice.outcome}
          onChange={(outcome) => onChoice({ ...choice, outcome })}
          choices={(['open', 'completed', 'lost', 'cancelled'] as const).map((id) => ({
            id,
            name: id === 'open' ? t({ context: 'outcome', message: 'Open' }) : label(opportunityStateLabels, id),
          }))}
        />
        {stage && (
          <FilterChip
            field={t`Stage`}
            operator={t({ context: 'operator', message: 'is' })}
            value={label(stageLabels, stage)}
            onRemove={() => onChoice(withoutStage)}
          />
        )}
        {!stage && (
          <span className="flex gap-1 max-laptop:hidden">
            {options(stageLabels).map((each) => (
              <Button key={each.id} size="sm" variant="ghost" onPress={() => onChoice({ ...choice, stage: each.id })}>
                {each.name}
              </Button>
            ))}
          </span>
        )}
      </Strip>
      <EndlessTable<Opportunity>
        label={t`Opportunities`}
        list={list}
        failed={<Trans>The list was not loaded</Trans>}
        columns={columns}
        idOf={(row) => row.id}
        sort={{ column: choice.sort.replace('-', ''), descending: choice.sort.startsWith('-') }}
        onSort={({ column, descending }) => {
          const sort: `${'' | '-'}${SortColumn}` = `${descending ? '-' : ''}${column as SortColumn}`;
          onChoice({ ...choice, sort });
        }}
        onOpen={(row) => onOpen(row.id)}
        onRange={keepRange}
        empty={
          <Empty
            className="py-16"
            icon={SearchX}
            title={<Trans>No opportunity like that</Trans>}
            actions={
              <Button
                onPress={() => {
                  onFilters({});
                }}
              >
                <Trans>Show all</Trans>
              </Button>
            }
          />
        }
      />
      <footer className="flex h-7.5 flex-none items-center gap-4 border-t border-line bg-surface-2 px-4 text-xs text-ink-3">
        {list.data && rows.length > 0 && (
          <span>
            <Trans>
              {count(range[0])}–{count(range[1])} of
            </Trans>{' '}
            <b className="text-ink">
              {about(list.data.isEstimate)}
              <Plural value={list.data.total ?? rows.length} one="# opportunity" other="# opportunities" />
            </b>
          </span>
        )}
      </footer>
      <>{isOpening && <NewOpportunity onClose={() => setOpening(false)} onOpened={onOpen} />}</>
    </>
  );
}

function useColumns(outcome: Outcome): readonly TableColumn<Opportunity>[] {
  const { t } = useLingui();
  // The words come by a macro, which the compiler's rule cannot see through.
  // oxlint-disable-next-line react/preserve-manual-memoization
  return useMemo(() => {
    const base: TableColumn<Opportunity>[] = [
      {
        id: 'title',
        name: t`Opportunity`,
        width: 230,
        grows: true,
        isPinned: true,
        text: (row) => row.title,
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-1.5">
            {row.important_since && (
              <Star className="icon-xs text-accent" role="img" aria-label={t`Important opportunity`} />
            )}
            <b className="truncate">{row.title}</b>
          </span>
        ),
      },
      {
        id: 'customer',
        name: t({ context: 'opportunities', message: 'Customer' }),
        width: 150,
        text: (row) => row.customer_name,
        cell: (row) => <span className="truncate">{row.customer_name}</span>,
      },
      {
        id: 'stage',
        name: t`Stage`,
        width: 136,
        text: (row) => label(stageLabels, row.stage),
        cell: (row) => <StageMark stage={row.stage} />,
      },
      {
        id: 'amount',
        name: t`Amount`,
        width: 132,
        align: 'end',
        text: (row) => row.amount?.amount ?? '',
        cell: (row) => row.amount && `${row.amount.currency} ${groupDigits(row.amount.amount)}`,
      },
      {
        id: 'base_amount',
        name: t`Converted`,
        width: 118,
        align: 'end',
        canSort: true,
        text: (row) => row.base_amount?.amount ?? '',
        cell: (row) => row.base_amount && moneyWhole(row.base_amount),
      },
      {
        id: 'owner',
        name: t`Whose`,
        width: 96,
        text: (row) => row.owner_name,
        cell: (row) => <Owner row={row} />,
      },
    ];
    const open: TableColumn<Opportunity>[] = [
      {
        id: 'probability',
        name: t`Chance`,
        width: 60,
        align: 'end',
        text: (row) => String(row.probability),
        cell: (row) => percent(row.probability / 100),
      },
      {
        id: 'expected_purchase_on',
        name: t`Expected`,
        width: 96,
        canSort: true,
        text: (row) => row.expected_purchase_on ?? '',
        cell: (row) => row.expected_purchase_on && <Day date={row.expected_purchase_on} />,
      },
      {
        id: 'follow_up',
        name: t`Follow-up by`,
        width: 124,
        text: (row) => row.follow_up_due_on ?? '',
        cell: (row) => <FollowUpCell row={row} />,
      },
      {
        id: 'review_due_on',
        name: t`Review by`,
        width: 96,
        canSort: true,
        text: (row) => row.review_due_on ?? '',
        cell: (row) => row.review_due_on && <Day date={row.review_due_on} />,
      },
      {
        id: 'stage_since',
        name: t`In the stage since`,
        width: 124,
        canSort: true,
        text: (row) => row.stage_since,
        cell: (row) => <Day date={row.stage_since.slice(0, 10)} />,
      },
    ];
    const ended: TableColumn<Opportunity>[] = [
      {
        id: 'closed_at',
        name: t({ context: 'when', message: 'Ended' }),
        width: 126,
        canSort: true,
        text: (row) => row.closed_at ?? '',
        cell: (row) => row.closed_at && <Day date={row.closed_at.slice(0, 10)} />,
      },
      {
        id: 'why',
        name: outcome === 'lost' ? t`Lost for, and to` : t`Why`,
        width: 220,
        text: (row) => row.lost_reason ?? row.cancel_reason ?? '',
        cell: (row) => (
          <span className="truncate">
            {[row.lost_reason && label(lostReasonLabels, row.lost_reason), row.winning_competitor, row.cancel_reason]
              .filter(Boolean)
              .join(' · ')}
          </span>
        ),
      },
    ];
    return [...base, ...(outcome === 'open' ? open : ended)];
  }, [t, outcome]);
}

function Owner({ row }: { row: Opportunity }) {
  const nameOf = useNames();
  return nameOf(row.owner_id, row.owner_name);
}

function FollowUpCell({ row }: { row: Opportunity }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const due = row.follow_up_due_on;
  if (due === null) {
    return (
      <span className="text-warn-ink">
        <Trans>None planned</Trans>
      </span>
    );
  }
  return due < dayIn(now, zone) ? (
    <span className="font-strong text-bad-ink">{overdueText(due, now, zone)}</span>
  ) : (
    <Day date={due} />
  );
}
