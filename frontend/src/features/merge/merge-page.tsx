import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ArrowLeft, ShieldCheck } from 'lucide-react';
import { type DuplicatePair, isApiError } from '@/api';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay } from '@/shared/permissions';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonLines, SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { Button } from '@/shared/ui/actions/button';
import { useWidth } from '@/shared/ui/use-width';
import { PairList } from './pair-list';
import { PairView } from './pair-view';
import { pairQuery, pairsQuery } from './queries';
import { RecentMerges } from './recent-merges';

export type MergeTab = 'open' | 'recent';

interface Props {
  tab: MergeTab;
  pairId: string | null;
  onTab: (tab: MergeTab) => void;
  onPair: (id: string | null) => void;
  onCustomer: (id: string) => void;
}

const NOTHING: DuplicatePair[] = [];

/** Companies that may be in the books twice: compare, merge or keep apart; and what was merged lately. */
export function MergePage({ tab, pairId, onTab, onPair, onCustomer }: Props) {
  const { t } = useLingui();
  const merges = useMay('customer:merge');
  const isPhone = useWidth('(max-width: 767px)');
  const list = useInfiniteQuery({ ...pairsQuery, enabled: merges });
  const pairs = list.data?.rows ?? NOTHING;
  const known = pairs.find((pair) => pair.id === pairId);
  const asked = useQuery({
    ...pairQuery(pairId ?? ''),
    enabled: merges && pairId !== null && !known && list.isSuccess,
  });
  // A phone has room for the list or for one pair.
  const current = known ?? (pairId === null ? (isPhone ? undefined : pairs[0]) : asked.data);
  const at = pairs.findIndex((pair) => pair.id === current?.id);
  const step = (by: number) => {
    const there = pairs[Math.min(Math.max(at + by, 0), pairs.length - 1)];
    if (there) onPair(there.id);
  };
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Next pair`, group: 'list', run: () => step(1), isOn: tab === 'open' },
    { keys: 'k, arrowup', name: t`Previous pair`, group: 'list', run: () => step(-1), isOn: tab === 'open' },
  ]);
  if (!merges) {
    return (
      <>
        <PanelHeader title={t`Verify and merge`} />
        <Hidden className="p-6" title={<Trans>Merging is hidden from you</Trans>}>
          <Trans>Leads and managers merge customers. Tell yours of a duplicate you have found.</Trans>
        </Hidden>
      </>
    );
  }
  const tabs = (
    <div className="flex h-10 flex-none items-center border-b border-line px-3">
      <Segmented<MergeTab>
        label={t`Which ones`}
        value={tab}
        onChange={onTab}
        choices={[
          {
            id: 'open',
            name: t`Possible duplicates`,
            ...(list.data?.total != null && { count: count(list.data.total) }),
          },
          { id: 'recent', name: t`Merged lately` },
        ]}
      />
    </div>
  );
  const gone = asked.isError && isApiError(asked.error) && asked.error.status === 404;
  return (
    <>
      <PanelHeader title={t`Verify and merge`} />
      {tab === 'recent' ? (
        <>
          {tabs}
          <RecentMerges />
        </>
      ) : (
        <Columns className="max-laptop:flex-col max-laptop:divide-x-0">
          {(!isPhone || pairId === null) && (
            <PairList
              pairs={pairs}
              currentId={current?.id ?? null}
              header={tabs}
              hasMore={list.hasNextPage}
              onMore={() => void list.fetchNextPage()}
              onOpen={onPair}
            >
              {list.isPending && <SkeletonRows rows={8} />}
              {list.isError && (
                <PartError
                  title={<Trans>The pairs were not loaded</Trans>}
                  error={list.error}
                  onRetry={() => void list.refetch()}
                />
              )}
            </PairList>
          )}
          {isPhone && pairId !== null && (
            <div className="flex-none border-b border-line px-2 py-1">
              <Button variant="ghost" icon={ArrowLeft} onPress={() => onPair(null)}>
                <Trans>All pairs</Trans>
              </Button>
            </div>
          )}
          {current ? (
            <PairView
              key={current.id}
              pair={current}
              onDone={() => onPair((pairs[at + 1] ?? pairs[at - 1])?.id ?? null)}
              onCustomer={onCustomer}
            />
          ) : isPhone && pairs.length > 0 && pairId === null ? null : list.isPending || asked.isFetching ? (
            <div className="flex-1">
              <SkeletonLines lines={12} />
            </div>
          ) : (
            <Empty
              className="flex-1 py-16"
              icon={ShieldCheck}
              title={gone ? <Trans>This pair is decided or gone</Trans> : <Trans>No duplicates to decide on</Trans>}
            >
              <Trans>Every night all customers in your scope are compared; what may be the same stands here.</Trans>
            </Empty>
          )}
        </Columns>
      )}
    </>
  );
}
