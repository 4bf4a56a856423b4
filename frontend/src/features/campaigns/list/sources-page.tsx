import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ChartColumn } from 'lucide-react';
import type { SourceResult } from '@/api';
import { count, moneyWhole, percent } from '@/shared/format';
import { label, sourceLabels } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { LineTable } from '@/shared/ui/lists/line-table';
import { Segmented } from '@/shared/ui/actions/segmented';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { sourcesQuery } from '../queries';
import { Crumbs } from '../results';

export type SourceSpan = '90' | '180' | '365' | 'all';

interface Props {
  span: SourceSpan;
  onSpan: (span: SourceSpan) => void;
}

const HEAD = 'h-7 border-b border-line bg-surface-2 px-3 text-xs font-normal whitespace-nowrap text-ink-3';
const CELL = 'h-10 border-b border-line px-3 whitespace-nowrap';

/** What came of customers by where they came from: from call to deal (TS-4). */
export function SourcesPage({ span, onSpan }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const results = useQuery(sourcesQuery(span === 'all' ? null : addDays(today, -Number(span))));
  const rows = results.data?.items ?? [];
  return (
    <>
      <PanelHeader tab={t`Results by source`} title={<Crumbs here={<Trans>Results by source</Trans>} />} />
      <Strip className="overflow-x-auto whitespace-nowrap">
        <span className="text-xs text-ink-3">
          <Trans>Customers obtained in the last</Trans>
        </span>
        <Segmented<SourceSpan>
          label={t`Customers obtained in the last`}
          value={span}
          onChange={onSpan}
          choices={[
            { id: '90', name: t`90 days` },
            { id: '180', name: t`180 days` },
            { id: '365', name: t`365 days` },
            { id: 'all', name: t`Ever` },
          ]}
        />
      </Strip>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={t`Results by source`}>
        {results.isPending && <SkeletonRows rows={8} />}
        {results.isError && (
          <PartError
            title={<Trans>The results were not loaded</Trans>}
            error={results.error}
            onRetry={() => void results.refetch()}
          />
        )}
        {results.isSuccess && rows.length === 0 && (
          <Empty className="py-16" icon={ChartColumn} title={<Trans>No customer was obtained in this time</Trans>}>
            <Trans>Choose a longer time above.</Trans>
          </Empty>
        )}
        {rows.length > 0 && (
          <LineTable label={t`Results by source`}>
            <thead>
              <tr>
                <th className={`${HEAD} text-left`}>
                  <Trans>Source</Trans>
                </th>
                <th className={`${HEAD} w-[22%] text-left`}>
                  <Trans>Customers</Trans>
                </th>
                {[
                  t({ context: 'campaign step', message: 'Called' }),
                  t({ context: 'campaign step', message: 'Reached' }),
                  t({ context: 'campaign step', message: 'Interested' }),
                  t`Opportunities`,
                  t({ context: 'campaign step', message: 'Deals' }),
                  t`Deals of the customers`,
                  t`Amount of deals`,
                ].map((name) => (
                  <th key={name} className={`${HEAD} text-right`}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Source key={row.source_channel} row={row} most={rows[0]?.customers ?? 1} />
              ))}
            </tbody>
          </LineTable>
        )}
      </div>
    </>
  );
}

function Source({ row, most }: { row: SourceResult; most: number }) {
  return (
    <tr>
      <th scope="row" className={`${CELL} text-left`}>
        {label(sourceLabels, row.source_channel)}
      </th>
      <td className={CELL} aria-label={count(row.customers)}>
        <span className="flex items-center gap-2">
          <span className="relative block h-4 min-w-16 flex-1 rounded-[2px] bg-surface-3" aria-hidden>
            <span
              className="absolute inset-y-0 left-0 rounded-[2px] bg-c1"
              style={{ width: `${(row.customers / Math.max(1, most)) * 100}%` }}
            />
          </span>
          <b className="w-12 text-right">{count(row.customers)}</b>
        </span>
      </td>
      {[row.called, row.reached, row.interested, row.opportunities, row.deals].map((value, at) => (
        <td key={at} className={`${CELL} text-right`}>
          {count(value)}
        </td>
      ))}
      <td className={`${CELL} text-right text-ink-3`}>{row.customers > 0 && percent(row.deals / row.customers, 1)}</td>
      <td className={`${CELL} text-right font-strong`}>{moneyWhole(row.amount)}</td>
    </tr>
  );
}
