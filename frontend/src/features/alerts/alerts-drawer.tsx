import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { BellOff, CircleDashed, Clock, ClockAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Alert } from '@/api';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMe } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { cx } from '@/shared/ui/cx';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { Kbd } from '@/shared/ui/actions/kbd';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { AlertRow } from './alert-row';
import { type Urgency, grouped, pathOf } from './groups';
import { type AlertView, alertsQuery, useAcknowledge } from './queries';

const NOTHING: Alert[] = [];

/** What needs me now, by how pressing it is, over the page I am on. */
export function AlertsDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const router = useRouter();
  const [view, setView] = useState<AlertView>('open');
  const [index, setIndex] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const alerts = useInfiniteQuery(alertsQuery(me.id, view));
  const acknowledge = useAcknowledge();
  const groups = grouped(alerts.data?.rows ?? NOTHING);
  const rows = groups.flatMap((group) => group.alerts);
  const current = Math.min(index, rows.length - 1);
  const alert = rows[current];

  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView?.({ block: 'nearest' });
  }, [current]);

  const opener = (of: Alert) => {
    const to = pathOf(of);
    if (to === null) return null;
    return () => {
      onClose();
      void router.navigate({ href: to });
    };
  };
  const acknowledger = (of: Alert) => (of.allowed_moves.includes('acknowledge') ? () => acknowledge.mutate(of) : null);

  useHotkeys([
    {
      keys: 'j, arrowdown',
      name: t`Next alert`,
      group: 'list',
      inOverlay: true,
      run: () => setIndex(Math.min(rows.length - 1, current + 1)),
    },
    {
      keys: 'k, arrowup',
      name: t`Previous alert`,
      group: 'list',
      inOverlay: true,
      run: () => setIndex(Math.max(0, current - 1)),
    },
    { keys: 'o', name: t`Open the record`, group: 'list', inOverlay: true, run: () => alert && opener(alert)?.() },
    { keys: 'e', name: t`Mark as seen`, group: 'list', inOverlay: true, run: () => alert && acknowledger(alert)?.() },
  ]);

  const total = alerts.data?.total ?? null;
  return (
    <Drawer
      isOpen
      onClose={onClose}
      width="sm"
      title={
        <>
          <Trans>Alerts</Trans>{' '}
          {view === 'open' && total !== null && total > 0 && <span className="text-ink-3">{count(total)}</span>}
        </>
      }
      footer={
        <p className="text-xs text-ink-3">
          <Trans>
            Alerts of one customer stand together. An alert goes when its cause is gone; seen ones wait under “Seen”.
          </Trans>
        </p>
      }
    >
      <div className="sticky top-0 z-1 flex items-center gap-2 border-b border-line bg-surface px-4 py-2">
        <Segmented<AlertView>
          label={t`Which alerts`}
          value={view}
          onChange={(chosen) => {
            setView(chosen);
            setIndex(0);
          }}
          choices={[
            { id: 'open', name: t({ context: 'alerts', message: 'To do' }) },
            { id: 'acknowledged', name: t`Seen` },
          ]}
        />
        <span className="ml-auto flex items-center gap-1.5 text-xs text-ink-3">
          <Kbd keys="o" /> <Trans>Open</Trans> <Kbd keys="e" /> <Trans>Seen</Trans>
        </span>
      </div>
      {alerts.isPending && <SkeletonLines lines={8} />}
      {alerts.isError && (
        <PartError
          title={<Trans>The alerts were not loaded</Trans>}
          error={alerts.error}
          onRetry={() => void alerts.refetch()}
        />
      )}
      {alerts.isSuccess && rows.length === 0 && (
        <Empty
          icon={BellOff}
          title={
            view === 'open' ? (
              <Trans>Nothing needs you now</Trans>
            ) : (
              <Trans>Nothing is waiting that you have seen</Trans>
            )
          }
          className="pt-16!"
        />
      )}
      <div ref={list}>
        {groups.map((group) => (
          <section key={group.urgency}>
            <GroupHead urgency={group.urgency} size={group.alerts.length} />
            <ul>
              {group.alerts.map((each) => (
                <AlertRow
                  key={each.id}
                  alert={each}
                  isCurrent={each === alert}
                  onPoint={() => setIndex(rows.indexOf(each))}
                  onOpen={opener(each)}
                  onAcknowledge={acknowledger(each)}
                />
              ))}
            </ul>
          </section>
        ))}
        {alerts.hasNextPage && (
          <div className="p-3 text-center">
            <Button size="sm" isBusy={alerts.isFetchingNextPage} onPress={() => void alerts.fetchNextPage()}>
              <Trans>Show more</Trans>
            </Button>
          </div>
        )}
      </div>
    </Drawer>
  );
}

const HEADS = {
  passed: { icon: ClockAlert, tone: 'text-bad-ink font-strong' },
  soon: { icon: Clock, tone: 'text-warn-ink font-strong' },
  missing: { icon: CircleDashed, tone: 'text-ink-3' },
};

function GroupHead({ urgency, size }: { urgency: Urgency; size: number }) {
  const { icon: Icon, tone } = HEADS[urgency];
  return (
    <h3 className={cx('flex h-7 items-center gap-2 border-b border-line bg-surface-2 px-4 text-xs font-normal', tone)}>
      <Icon className="icon-sm" aria-hidden />
      {urgency === 'passed' ? (
        <Trans>Limits passed</Trans>
      ) : urgency === 'soon' ? (
        <Trans>Limits near</Trans>
      ) : (
        <Trans>Something is missing</Trans>
      )}
      <span className="ml-auto font-normal text-ink-3">{size}</span>
    </h3>
  );
}
