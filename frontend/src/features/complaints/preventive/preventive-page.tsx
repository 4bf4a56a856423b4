import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, ClipboardCheck } from 'lucide-react';
import { api, listOptions, unwrap } from '@/api';
import type { Shown } from '@/shared/addresses/complaints';
import { count } from '@/shared/format';
import { label, preventiveStateLabels } from '@/shared/labels';
import { Segmented } from '@/shared/ui/actions/segmented';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { EndlessRows } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
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
      <EndlessRows
        label={t`Preventive actions`}
        list={list}
        failed={<Trans>The actions were not loaded</Trans>}
        empty={
          <Empty className="py-16" icon={ClipboardCheck} title={<Trans>No action like that</Trans>}>
            <Trans>Actions come from complaints: open one and add what is done against repetition.</Trans>
          </Empty>
        }
      >
        {(action) => <PreventiveLine key={action.id} action={action} showsOrigin />}
      </EndlessRows>
    </>
  );
}
