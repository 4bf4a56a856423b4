import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Hourglass, type LucideIcon, TrendingDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { HelpSign, TeamHelp } from '@/api';
import { useNames } from '@/shared/directory';
import { count, figure, percent } from '@/shared/format';
import { alertReasonLabels, label } from '@/shared/labels';
import { Counted } from '@/shared/lists';
import { usePreferences } from '@/shared/preferences';
import { teamHelpQuery } from '@/shared/team-day';
import { addDays } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { Section } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { startOf, useContext } from './context';

const SHOWN = 3;
/** As far back as the calls that a connection rate is of. */
const RATE_DAYS = 28;

/** Who in the team may need help, each with what says so and what does not. */
export function Help({ teamIds }: { teamIds: readonly string[] }) {
  const { zone } = usePreferences();
  const help = useQuery(teamHelpQuery(zone, teamIds));
  const items = help.data ?? [];
  return (
    <Section
      title={<Trans>Who needs help</Trans>}
      note={items.length > SHOWN && <Trans>{count(items.length - SHOWN)} more with fewer signs</Trans>}
    >
      {help.isPending && <SkeletonLines lines={4} />}
      {help.isError && (
        <PartError
          className="px-0!"
          title={<Trans>This part was not loaded</Trans>}
          error={help.error}
          onRetry={() => void help.refetch()}
        />
      )}
      {help.isSuccess && items.length === 0 && (
        <p className="text-ink-3">
          <Trans>Everybody’s day goes as it usually does.</Trans>
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {items.slice(0, SHOWN).map((each) => (
          <Person key={each.user_id} help={each} />
        ))}
      </ul>
    </Section>
  );
}

function Person({ help }: { help: TeamHelp }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const { today, midnight } = useContext();
  const nameOf = useNames();
  const calls = { author_id: help.user_id, 'started_at.gte': midnight };
  const recent = { author_id: help.user_id, 'started_at.gte': startOf(addDays(today, -RATE_DAYS), zone) };
  const [latest] = help.coverage;
  const { connected, others_connected: others } = help;
  const isSaid = (sign: HelpSign) => help.signs.includes(sign);
  return (
    <li>
      <h3 className="mb-0.5 text-md">{nameOf(help.user_id, help.user_name)}</h3>
      <ul aria-label={t`What says so`}>
        {help.usual && help.usual.middle > 0 && (
          <Sign icon={TrendingDown} isSaid={isSaid('behind_usual')}>
            <Counted kind="calls" of={calls}>
              <Trans>
                {count(help.dialled)} dialled, usually {figure(help.usual.middle)} by now
              </Trans>
            </Counted>
          </Sign>
        )}
        {latest !== null && latest !== undefined && (
          <Sign icon={TrendingDown} isSaid={isSaid('coverage_falling')}>
            {isSaid('coverage_falling') ? (
              <Trans>{percent(latest)} of contacts kept, lower every week for three</Trans>
            ) : (
              <Trans>{percent(latest)} of contacts kept</Trans>
            )}
          </Sign>
        )}
        {help.stuck > 0 && (
          <Sign icon={Hourglass} isSaid={isSaid('stuck')}>
            <Counted kind="alerts" of={{ owner_id: help.user_id, live: 'true' }}>
              <Trans>{count(help.stuck)} stuck</Trans>
            </Counted>
            {help.stuck_by && ` · ${label(alertReasonLabels, help.stuck_by)} ${count(help.stuck_by_count)}`}
          </Sign>
        )}
        {connected.share !== null && others.share !== null && (
          <Sign icon={TrendingDown} isSaid={isSaid('rarely_connected')}>
            <Counted kind="calls" of={{ ...recent, reached: 'true' }}>
              {isSaid('rarely_connected') ? (
                <Trans>
                  Reaches {percent(connected.share, 1)}, the others {percent(others.share, 1)}
                </Trans>
              ) : connected.small ? (
                <Trans>
                  Reaches {percent(connected.share, 1)} of {count(connected.total)}: too few to compare
                </Trans>
              ) : (
                <Trans>Reaches {percent(connected.share, 1)}, no fewer than the others</Trans>
              )}
            </Counted>
          </Sign>
        )}
      </ul>
    </li>
  );
}

/** A line of evidence: amber where it speaks for help, a check where it does not. */
function Sign({ icon, isSaid, children }: { icon: LucideIcon; isSaid: boolean; children: ReactNode }) {
  const Icon = isSaid ? icon : CircleCheck;
  return (
    <li className="flex gap-2 py-0.5 text-ink-2 [&_a]:text-ink-2 [&_a]:no-underline [&_a:hover]:underline">
      <Icon className={cx('icon-sm mt-0.75', isSaid ? 'text-warn' : 'text-ok')} aria-hidden />
      <span className="min-w-0">{children}</span>
    </li>
  );
}
