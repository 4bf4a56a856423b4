import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChartColumn, Megaphone, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Campaign } from '@/api';
import { useNames } from '@/shared/directory';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { options } from '@/shared/labels';
import { campaignStateLabels } from '@/shared/labels/campaigns';
import { useMay } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dateText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { EndlessRows } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import { CampaignForm } from '../campaign-form';
import { type Standing, campaignsQuery } from '../queries';
import { GoalBar, StateBadge } from '../results';

interface Props {
  standing: Standing;
  /** The segment that a new campaign begins with; the form is open while it is given. */
  segment: string | null;
  onStanding: (standing: Standing) => void;
  onOpen: (id: string) => void;
  onSources: () => void;
}

/** Campaigns: the goal of each against what came of it. */
export function CampaignsPage({ standing, segment, onStanding, onOpen, onSources }: Props) {
  const { t } = useLingui();
  const writes = useMay('campaign:write');
  const [isNew, setNew] = useState(segment !== null);
  const list = useInfiniteQuery(campaignsQuery(standing));
  useHotkeys([{ keys: 'n', name: t`New campaign`, group: 'list', run: () => setNew(true), isOn: writes }]);
  return (
    <>
      <PanelHeader
        title={t`Campaigns`}
        note={list.data?.total != null && count(list.data.total)}
        actions={
          writes && (
            <Button variant="primary" icon={Plus} keys="n" onPress={() => setNew(true)}>
              <Trans>New campaign</Trans>
            </Button>
          )
        }
      />
      <Strip className="overflow-x-auto">
        <Segmented<Standing>
          label={t`State`}
          value={standing}
          onChange={onStanding}
          choices={[{ id: 'all', name: t`All` }, ...options(campaignStateLabels)]}
        />
        <Button variant="ghost" size="sm" icon={ChartColumn} className="ml-auto flex-none" onPress={onSources}>
          <Trans>By source</Trans>
        </Button>
      </Strip>
      <EndlessRows
        label={t`Campaigns`}
        list={list}
        failed={<Trans>The campaigns were not loaded</Trans>}
        empty={
          <Empty className="py-16" icon={Megaphone} title={<Trans>No campaign here</Trans>}>
            <Trans>A campaign calls the customers of a saved view for one goal, and counts what comes of it.</Trans>
          </Empty>
        }
      >
        {(campaign) => <Row key={campaign.id} campaign={campaign} />}
      </EndlessRows>
      {isNew && writes && (
        <CampaignForm campaign={null} segment={segment} onClose={() => setNew(false)} onSaved={onOpen} />
      )}
    </>
  );
}

function Row({ campaign }: { campaign: Campaign }) {
  const nameOf = useNames();
  const { zone } = usePreferences();
  const now = useMinute();
  return (
    <li className="border-b border-line">
      <Link
        to="/campaigns/$campaignId"
        params={{ campaignId: campaign.id }}
        className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-ink no-underline hover:bg-hover focus-visible:ring-focus-inside"
      >
        <span className="min-w-0 flex-1 basis-60">
          <b className="block truncate">{campaign.name}</b>
          <span className="block truncate text-xs text-ink-3">
            {campaign.segment_name} · {nameOf(campaign.owner_id, campaign.owner_name)} ·{' '}
            <span className="date">
              {dateText(campaign.first_day, now, zone)}–{dateText(campaign.last_day, now, zone)}
            </span>
          </span>
        </span>
        <span className="w-72 max-phone:w-full">
          <GoalBar campaign={campaign} />
        </span>
        <span className="w-16 flex-none">
          <StateBadge state={campaign.state} />
        </span>
      </Link>
    </li>
  );
}
