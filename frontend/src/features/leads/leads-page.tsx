import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Info, ListFilter, RefreshCw, ScrollText, Target, TriangleAlert } from 'lucide-react';
import type { LeadBand, LeadCheck } from '@/api';
import { count, percent } from '@/shared/format';
import { label } from '@/shared/labels';
import { leadFactLabels } from '@/shared/labels/leads';
import { useMay } from '@/shared/permissions';
import { Button, look } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Day, MyTime } from '@/shared/ui/values/figures';
import { axis } from '@/shared/ui/values/interval';
import { LineTable } from '@/shared/ui/lists/line-table';
import { Note } from '@/shared/ui/feedback/note';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { CELL, HEAD, ShareCell } from './parts';
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
      <LineTable label={t`Who bought, by score`}>
        <Heads
          shares={1}
          names={[
            t`Score`,
            t`Bought within ${check.days ?? 0} days, axis to ${percent(byBand)}`,
            t`Customers with this score now`,
          ]}
        />
        <tbody>
          {check.bands.map((band) => (
            <tr key={band.lowest}>
              <th scope="row" className={CELL}>
                {band.lowest}–{band.highest}
              </th>
              <ShareCell share={band.closed} max={byBand} name={t`Became customers`} />
              <td className={CELL}>
                <Now band={band} />
              </td>
            </tr>
          ))}
        </tbody>
      </LineTable>
      <LineTable label={t`Who bought, by fact`}>
        <Heads
          shares={2}
          names={[
            t`Fact`,
            t`Bought of those it gave points or took them, axis to ${percent(byFact)}`,
            t`Bought of the others`,
          ]}
        />
        <tbody>
          {check.facts.map((each) => (
            <tr key={each.kind}>
              <th scope="row" className={CELL}>
                {label(leadFactLabels, each.kind)}
              </th>
              <ShareCell share={each.having} max={byFact} name={t`Bought, with it`} />
              <ShareCell share={each.others} max={byFact} name={t`Bought, without it`} />
            </tr>
          ))}
        </tbody>
      </LineTable>
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

const SHARES: Record<number, string> = { 1: 'w-[70%]', 2: 'w-[42%]' };

/** Shares beside each other are as wide: they have one axis. */
function Heads({ names, shares }: { names: readonly string[]; shares: number }) {
  return (
    <thead>
      <tr>
        {names.map((name, place) => (
          <th key={name} className={cx(HEAD, place > 0 && place <= shares ? SHARES[shares] : 'w-48')}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

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
