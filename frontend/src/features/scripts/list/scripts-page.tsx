import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, ScrollText } from 'lucide-react';
import { useState } from 'react';
import type { ScriptLine } from '@/api';
import { count, title } from '@/shared/format';
import { label } from '@/shared/labels';
import { scenarioLabels, scriptStateLabels } from '@/shared/labels/scripts';
import { useMay } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { EndlessRows } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import { scriptsQuery } from '../queries';
import { languageName } from '../words';
import { NewScript } from './new-script';

/** All scripts: for whom each is, which version is in use, what is being written. */
export function ScriptsPage({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useLingui();
  const mayWrite = useMay('script:write');
  const [isNew, setNew] = useState(false);
  const list = useInfiniteQuery(scriptsQuery);
  return (
    <>
      <PanelHeader
        title={t`Scripts`}
        note={list.data?.total !== undefined && list.data.total !== null && count(list.data.total)}
        actions={
          mayWrite && (
            <Button variant="primary" icon={Plus} onPress={() => setNew(true)}>
              <Trans>New script</Trans>
            </Button>
          )
        }
      />
      <EndlessRows
        label={t`Scripts`}
        list={list}
        failed={<Trans>The scripts were not loaded</Trans>}
        empty={
          <Empty icon={ScrollText} title={<Trans>No scripts yet</Trans>}>
            <Trans>A script that somebody has approved stands in the call desk by itself.</Trans>
          </Empty>
        }
      >
        {(script) => <Row key={script.id} script={script} />}
      </EndlessRows>
      {isNew && <NewScript onClose={() => setNew(false)} onOpen={onOpen} />}
    </>
  );
}

function Row({ script }: { script: ScriptLine }) {
  const { t } = useLingui();
  const scope = [
    script.scenario ? label(scenarioLabels, script.scenario) : t`Any occasion`,
    script.product_name && title({ name: script.product_name, name_zh: script.product_name_zh }),
    script.market_name && title({ name: script.market_name, name_zh: script.market_name_zh }),
    script.segment_name,
    script.languages.map(languageName).join(' / '),
  ];
  return (
    <li className="border-b border-line">
      <Link
        to="/scripts/$scriptId"
        params={{ scriptId: script.id }}
        className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-ink no-underline hover:bg-hover focus-visible:ring-focus-inside"
      >
        <span className="min-w-0 flex-1 basis-60">
          <b className="block truncate">{title(script)}</b>
          <span className="block truncate text-xs text-ink-3">{scope.filter(Boolean).join(' · ')}</span>
        </span>
        {script.in_use_number !== null ? (
          <Badge tone="ok">
            <Trans>Version {script.in_use_number} in use</Trans>
          </Badge>
        ) : (
          <Badge tone="mute">
            <Trans>Not in use</Trans>
          </Badge>
        )}
        {script.written_number !== null && script.written_state !== null && (
          <Badge tone={script.written_state === 'submitted' ? 'hold' : 'warn'}>
            <Trans>
              Version {script.written_number}: {label(scriptStateLabels, script.written_state)}
            </Trans>
          </Badge>
        )}
        <MyTime at={script.updated_at} className="text-xs text-ink-3" />
      </Link>
    </li>
  );
}
