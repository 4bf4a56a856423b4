import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, ClipboardCheck } from 'lucide-react';
import { api, listOptions, unwrap } from '@/api';
import type { Shown } from '@/shared/addresses/complaints';
import { count } from '@/shared/format';
import { label, preventiveStateLabels } from '@/shared/labels';
import { Button } from '@/shared/ui/button';
import { Segmented } from '@/shared/ui/segmented';
import { PanelHeader, Strip } from '@/shared/ui/panel';
import { SkeletonRows } from '@/shared/ui/skeleton';
import { Empty, PartError } from '@/shared/ui/states';
import { PreventiveLine } from './preventive-line';

const listQuery = (shown: Shown) =>
  listOptions(['preventive-actions', shown], (cursor, signal) =>
    unwrap(
      api.GET('/v1/preventive-actions', {
        signal,
        params: {
          query: {
            ...(shown === 'late' ? { overdue: [true] } : { state: [shown] }),
            limit: 50,
            ...(cursor ? { cursor } : { count: 'exact' as const }),
          },
        },
      }),
    ),
  );

interface Props {
  shown: Shown;
  onShown: (shown: Shown) => void;
}

/** What is done against repetition, over all complaints, what is due first at the top. */
export function PreventivePage({ shown, onShown }: Props) {
  const { t } = useLingui();
  const list = useInfiniteQuery(listQuery(shown));
  const rows = list.data?.rows ?? [];
  return (
    <>
      <PanelHeader
        tab={t`Prevention`}
        title={
          <nav aria-label={t`Where this is`} className="flex items-center gap-1.5">
            <Link to="/complaints" className="font-normal no-underline hover:underline">
              <Trans>Complaints</Trans>
            </Link>
            <ChevronRight className="icon-xs text-ink-3" aria-hidden />
            <Trans>Prevention</Trans>
          </nav>
        }
        note={list.data?.total !== undefined && list.data.total !== null && count(list.data.total)}
      />
      <Strip>
        <Segmented<Shown>
          label={t({ context: 'complaints', message: 'Which ones' })}
          value={shown}
          onChange={onShown}
          choices={[
            { id: 'open', name: label(preventiveStateLabels, 'open') },
            { id: 'late', name: t`Late` },
            { id: 'done', name: label(preventiveStateLabels, 'done') },
            { id: 'cancelled', name: label(preventiveStateLabels, 'cancelled') },
          ]}
        />
      </Strip>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={t`Preventive actions`}>
        {list.isPending && <SkeletonRows rows={10} />}
        {list.isError && (
          <PartError
            title={<Trans>The actions were not loaded</Trans>}
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.isSuccess && rows.length === 0 && (
          <Empty className="py-16" icon={ClipboardCheck} title={<Trans>No action like that</Trans>}>
            <Trans>Actions come from complaints: open one and add what is done against repetition.</Trans>
          </Empty>
        )}
        <ul>
          {rows.map((action) => (
            <PreventiveLine key={action.id} action={action} showsOrigin />
          ))}
        </ul>
        {list.hasNextPage && (
          <p className="p-3 text-center">
            <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              <Trans>Load more</Trans>
            </Button>
          </p>
        )}
      </div>
    </>
  );
}
