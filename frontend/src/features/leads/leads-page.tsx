import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Info, ListFilter, RefreshCw, ScrollText, Target, TriangleAlert } from 'lucide-react';
import type { LeadBand, LeadCheck, Share } from '@/api';
import { count, percent } from '@/shared/format';
import { label } from '@/shared/labels';
import { leadFactLabels } from '@/shared/labels/leads';
import { useMay } from '@/shared/permissions';
import { Button, look } from '@/shared/ui/button';
import { Day, MyTime } from '@/shared/ui/figures';
import { Interval, axis } from '@/shared/ui/interval';
import { Note } from '@/shared/ui/note';
import { PanelHeader, Strip } from '@/shared/ui/panel';
import { SkeletonRows } from '@/shared/ui/skeleton';
import { Empty, PartError } from '@/shared/ui/states';
import { checkQuery, scoredQuery, useCheck } from './queries';

/** The customers of a band, the best first. */
const listOf = ({ lowest, highest }: Pick<LeadBand, 'lowest' | 'highest'>) => ({
  f: `lead_score:gte:${lowest};lead_score:lt:${highest + 1}`,
  sort: '-lead_score',
});

/** How far scores of leads come true: by score and by fact, who bought of those who had not. */
export function LeadsPage() {
  const { t } = useLingui();
  const found = useQuery(checkQuery);
  const start = useCheck();
  const decides = useMay('customer:decide');
  const setsPolicy = useMay('policy:write');
  const check = found.data;
  const isUnderWay = check != null && check.finished_at === null;
  return (
    <>
      <PanelHeader
        title={t`Lead scores`}
        actions={
          <>
            {setsPolicy && (
              <Link to="/policies" search={{ setting: 'lead_score_rules' }} className={look({})}>
                <ScrollText className="icon-sm" aria-hidden />
                <Trans>What counts</Trans>
              </Link>
            )}
            {decides && (
              <Button icon={RefreshCw} isBusy={start.isPending || isUnderWay} onPress={() => start.mutate()}>
                <Trans>Compare anew</Trans>
              </Button>
            )}
            <Link to="/customers" search={{ sort: '-lead_score' }} className={look({ variant: 'primary' })}>
              <ListFilter className="icon-sm" aria-hidden />
              <Trans>Customers by score</Trans>
            </Link>
          </>
        }
      />
      <Strip wraps>
        {check?.day != null && (
          <span>
            <Trans>
              <b>{count(check.closed.total)}</b> customers had not bought on <Day date={check.day} />;{' '}
              <b>{count(check.closed.count)}</b> of them have since
            </Trans>
          </span>
        )}
        <span className="ml-auto text-xs text-ink-3" role="status">
          {isUnderWay ? (
            <Trans>Being compared…</Trans>
          ) : (
            check?.finished_at && (
              <Trans>
                Compared <MyTime at={check.finished_at} />
              </Trans>
            )
          )}
        </span>
      </Strip>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={t`How far scores came true`}>
        {found.isPending && <SkeletonRows rows={8} />}
        {found.isError && (
          <PartError
            title={<Trans>The check was not loaded</Trans>}
            error={found.error}
            onRetry={() => void found.refetch()}
          />
        )}
        {found.isSuccess && (check == null || check.day === null) && (
          <Empty icon={Target} title={<Trans>Scores have not been compared with who bought yet</Trans>}>
            <Trans>That happens every night.</Trans>
          </Empty>
        )}
        {check?.day != null && <Compared check={check} />}
      </div>
    </>
  );
}

function Compared({ check }: { check: LeadCheck }) {
  const { t } = useLingui();
  const byBand = axis(check.bands.map((band) => band.closed.high));
  const byFact = axis(check.facts.flatMap((each) => [each.having.high, each.others.high]));
  const small = check.bands.filter(({ closed }) => closed.small && closed.total > 0);
  return (
    <>
      <Table
        label={t`Who bought, by score`}
        isLastNarrow
        heads={[
          t`Score`,
          t`Bought within ${check.days ?? 0} days, axis to ${percent(byBand)}`,
          t`Customers with this score now`,
        ]}
      >
        {check.bands.map((band) => (
          <div role="row" key={band.lowest} className="flex items-center gap-6 border-b border-line px-4 py-2.5">
            <b role="rowheader" className="w-40 flex-none">
              {band.lowest}–{band.highest}
            </b>
            <ShareCell share={band.closed} max={byBand} name={t`Became customers`} />
            <span role="cell" className="w-40 flex-none">
              <Now band={band} />
            </span>
          </div>
        ))}
      </Table>
      <Table
        label={t`Who bought, by fact`}
        heads={[
          t`Fact`,
          t`Bought of those it gave points or took them, axis to ${percent(byFact)}`,
          t`Bought of the others`,
        ]}
      >
        {check.facts.map((each) => (
          <div role="row" key={each.kind} className="flex items-center gap-6 border-b border-line px-4 py-2.5">
            <b role="rowheader" className="w-40 flex-none">
              {label(leadFactLabels, each.kind)}
            </b>
            <ShareCell share={each.having} max={byFact} name={t`Bought, with it`} />
            <ShareCell share={each.others} max={byFact} name={t`Bought, without it`} />
          </div>
        ))}
      </Table>
      <div className="flex flex-col gap-2 px-5 py-3">
        {small.length > 0 && (
          <Note tone="warn" icon={TriangleAlert}>
            <Trans>
              Hollow dots rest on fewer than 50 customers: the true share may lie anywhere on the line, so they cannot
              be compared yet.
            </Trans>
          </Note>
        )}
        <p className="flex items-start gap-2 text-xs text-ink-3">
          <Info className="icon-xs mt-0.5 flex-none" aria-hidden />
          <Trans>
            Scored is what was known on that day: calls, intents, needs, opportunities and people as they stood then;
            source, size and expected sales as they are known today. Over the whole company. Dot = observed, line = 95 %
            interval (Wilson).
          </Trans>
        </p>
      </div>
    </>
  );
}

interface TableProps {
  label: string;
  heads: readonly string[];
  /** The last column is a number, not a share. */
  isLastNarrow?: boolean;
  children: React.ReactNode;
}

/** A table wider than its column scrolls by itself, by keyboard too. */
function Table({ label: name, heads, isLastNarrow = false, children }: TableProps) {
  const [first, ...rest] = heads;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too
    <div className="overflow-x-auto" role="region" aria-label={name} tabIndex={0}>
      <div className="min-w-160" role="table" aria-label={name}>
        <div role="row" className="flex gap-6 border-b border-line bg-surface-2 px-4 py-2 text-xs text-ink-3">
          <span role="columnheader" className="w-40 flex-none">
            {first}
          </span>
          {rest.map((head, place) => (
            <span
              role="columnheader"
              key={head}
              className={isLastNarrow && place === rest.length - 1 ? 'w-40 flex-none' : 'flex-1'}
            >
              {head}
            </span>
          ))}
        </div>
        {children}
      </div>
    </div>
  );
}

const ShareCell = ({ share, max, name }: { share: Share; max: number; name: string }) => (
  <div role="cell" className="flex min-w-0 flex-1">
    <Interval share={share} max={max} name={name} />
  </div>
);

/** How many have the score now, and who they are. */
function Now({ band }: { band: LeadBand }) {
  const total = useQuery(scoredQuery(band.lowest, band.highest)).data;
  if (total == null) return null;
  return (
    <Link to="/customers" search={listOf(band)} className="text-accent-ink hover:underline">
      {count(total)}
    </Link>
  );
}
