import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Filter } from 'lucide-react';
import type { Funnel, FunnelStep, Stage } from '@/api';
import type { Filters, Span } from '@/shared/addresses/opportunities';
import { count, moneyWhole, percent } from '@/shared/format';
import { label, lostReasonLabels, opportunityStateLabels } from '@/shared/labels';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { LineTable } from '@/shared/ui/lists/line-table';
import { Segmented } from '@/shared/ui/actions/segmented';
import { StageMark } from '@/shared/ui/values/stage-mark';
import { Column, Columns, Section, Strip } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { parametersOf } from '../filters';
import { PipelineHead } from '../pipeline-head';
import { funnelQuery } from '../queries';

interface Props {
  filters: Filters;
  span: Span;
  onFilters: (filters: Filters) => void;
  onSpan: (span: Span) => void;
}

/** What became of the opportunities opened in a period: how many went on, how long it took, and where they were lost. */
export function FunnelPage({ filters, span, onFilters, onSpan }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const period = span === 'all' ? {} : { from: addDays(today, -Number(span)) };
  const funnel = useQuery(funnelQuery(parametersOf(filters, me.id, today), period));
  return (
    <>
      <PipelineHead view="funnel" filters={filters} onFilters={onFilters} />
      <Strip className="overflow-x-auto whitespace-nowrap">
        <span className="text-xs text-ink-3">
          <Trans>Opened in the last</Trans>
        </span>
        <Segmented<Span>
          label={t`Opened in the last`}
          value={span}
          onChange={onSpan}
          choices={[
            { id: '90', name: t`90 days` },
            { id: '180', name: t`180 days` },
            { id: '365', name: t`365 days` },
            { id: 'all', name: t`Ever` },
          ]}
        />
        {funnel.data && (
          <span>
            <b>
              <Plural value={funnel.data.count} one="# opportunity" other="# opportunities" />
            </b>
          </span>
        )}
      </Strip>
      {funnel.isPending && <SkeletonRows rows={8} />}
      {funnel.isError && (
        <PartError
          title={<Trans>The funnel was not loaded</Trans>}
          error={funnel.error}
          onRetry={() => void funnel.refetch()}
        />
      )}
      {funnel.data?.count === 0 && (
        <Empty className="py-16" icon={Filter} title={<Trans>Nothing was opened in this time</Trans>}>
          <Trans>Choose a longer time above.</Trans>
        </Empty>
      )}
      {funnel.data && funnel.data.count > 0 && (
        <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
          <Column className="max-laptop:flex-none max-laptop:overflow-visible">
            <Steps funnel={funnel.data} filters={filters} />
          </Column>
          <Column width={372} isSide label={t`What was lost`} className="max-laptop:w-full! max-laptop:flex-none">
            <Losses funnel={funnel.data} />
          </Column>
        </Columns>
      )}
    </>
  );
}

const HEAD = 'h-7 border-b border-line bg-surface-2 px-3 text-xs font-normal whitespace-nowrap text-ink-3';
const CELL = 'h-11 border-b border-line px-3 whitespace-nowrap';

function Steps({ funnel, filters }: { funnel: Funnel; filters: Filters }) {
  const { t } = useLingui();
  return (
    <LineTable label={t`Steps of the funnel`}>
      <thead>
        <tr>
          <th className={`${HEAD} text-left`}>
            <Trans>Step</Trans>
          </th>
          <th className={`${HEAD} w-[34%] text-left`}>
            <Trans>Entered, and how many went on</Trans>
          </th>
          <th className={`${HEAD} text-right`}>
            <Trans>Went on</Trans>
          </th>
          <th className={`${HEAD} text-right`}>
            <Trans>There now</Trans>
          </th>
          <th className={`${HEAD} text-right`}>
            <Trans>Lost</Trans>
          </th>
          <th className={`${HEAD} text-right`}>
            <Trans>Cancelled</Trans>
          </th>
          <th className={`${HEAD} text-right`}>
            <Trans>Median time</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {funnel.steps.map((step) => (
          <StepRow key={step.state} step={step} whole={funnel.count} filters={filters} />
        ))}
      </tbody>
    </LineTable>
  );
}

/** Days that a step took, of 24 hours, and in working days of eight. */
function Took({ step }: { step: FunnelStep }) {
  const seconds = step.elapsed.median_seconds;
  if (seconds === null) return null;
  const days = Math.round(seconds / 86_400);
  if (days === 0) return <Trans>under a day</Trans>;
  return <Plural value={days} one="# day" other="# days" />;
}

function StepRow({ step, whole, filters }: { step: FunnelStep; whole: number; filters: Filters }) {
  const { t } = useLingui();
  const isEnd = step.state === 'completed';
  const width = (value: number) => ({ width: `${whole === 0 ? 0 : (value / whole) * 100}%` });
  const stage = step.state as Stage;
  return (
    <tr>
      <th scope="row" className={`${CELL} text-left`}>
        {isEnd ? label(opportunityStateLabels, step.state) : <StageMark stage={stage} />}
      </th>
      <td className={CELL} aria-label={t`${step.entered} entered`}>
        <span className="flex items-center gap-2">
          <span className="relative block h-4 min-w-0 flex-1 rounded-[2px] bg-surface-3" aria-hidden>
            <span className="absolute inset-y-0 left-0 rounded-[2px] bg-q2" style={width(step.entered)} />
            <span className="absolute inset-y-0 left-0 rounded-[2px] bg-c1" style={width(step.converted)} />
          </span>
          <b className="w-10 text-right">{count(step.entered)}</b>
        </span>
      </td>
      <td className={`${CELL} text-right`}>
        {!isEnd && step.conversion !== null && (
          <>
            <b>{percent(step.conversion)}</b> <span className="text-ink-3">{count(step.converted)}</span>
          </>
        )}
      </td>
      <td className={`${CELL} text-right`}>
        <Link
          to="/opportunities/list"
          search={isEnd ? { ...filters, outcome: 'completed' } : { ...filters, stage, outcome: 'open' }}
        >
          {count(step.here)}
        </Link>
      </td>
      <td className={`${CELL} text-right`}>
        {step.lost > 0 && (
          <Link to="/opportunities/list" search={{ ...filters, stage, outcome: 'lost' }}>
            {count(step.lost)}
          </Link>
        )}
      </td>
      <td className={`${CELL} text-right`}>
        {step.cancelled > 0 && (
          <Link to="/opportunities/list" search={{ ...filters, stage, outcome: 'cancelled' }}>
            {count(step.cancelled)}
          </Link>
        )}
      </td>
      <td className={`${CELL} text-right`}>
        <Took step={step} />
      </td>
    </tr>
  );
}

function Losses({ funnel }: { funnel: Funnel }) {
  const { t } = useLingui();
  const most = Math.max(1, ...funnel.lost_by_reason.map((each) => each.count));
  const mostTo = Math.max(1, ...funnel.lost_by_competitor.map((each) => each.count));
  return (
    <>
      <Section isMain title={<Trans>Why they were lost</Trans>}>
        {funnel.lost_by_reason.length === 0 && (
          <p className="text-ink-3">
            <Trans>None was lost.</Trans>
          </p>
        )}
        <ul className="flex flex-col gap-2">
          {funnel.lost_by_reason.map((each) => (
            <li key={each.reason ?? ''}>
              <p className="flex items-baseline gap-2">
                <span className="flex-1">{each.reason ? label(lostReasonLabels, each.reason) : t`Not said`}</span>
                <span className="text-xs text-ink-3">
                  {Number(each.base_sum.amount) > 0 && moneyWhole(each.base_sum)}
                </span>
                <b className="w-6 text-right">{count(each.count)}</b>
              </p>
              <LossBar share={each.count / most} />
            </li>
          ))}
        </ul>
      </Section>
      <Section isMain title={<Trans>Who won them</Trans>}>
        <ul className="flex flex-col gap-2">
          {funnel.lost_by_competitor.map((each) => (
            <li key={each.competitor ?? ''}>
              <p className="flex items-baseline gap-2">
                <span className="flex-1">{each.competitor ?? t`Not known`}</span>
                <b className="w-6 text-right">{count(each.count)}</b>
              </p>
              <LossBar share={each.count / mostTo} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function LossBar({ share }: { share: number }) {
  return (
    <span aria-hidden className="mt-0.5 block h-1.5 rounded-[2px] bg-surface-3">
      <span className="block h-full rounded-[2px] bg-c2" style={{ width: `${share * 100}%` }} />
    </span>
  );
}
