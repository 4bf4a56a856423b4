import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { title } from '@/shared/format';
import { useMay } from '@/shared/permissions';
import { MEASURES, TargetMeasure, setOf, targetsQuery } from '@/shared/team-day';
import { Section } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';

/** The teams' targets of this month beside what they did, and the way to set them. */
export function TeamTargets({ teamIds }: { teamIds: readonly string[] }) {
  const { t } = useLingui();
  const targets = useQuery(targetsQuery(null, teamIds));
  const sets = useMay('target:write');
  const teams = (targets.data?.teams ?? []).filter((team) => MEASURES.some((measure) => setOf(team, measure) !== null));
  const names = {
    calls: t`Dialled`,
    connected: t`Connected`,
    customers_won: t`Customers won`,
    signed_sum: t`Contracts signed`,
  };
  return (
    <Section
      title={<Trans>Targets of this month</Trans>}
      actions={
        <Link to="/targets" className="text-xs text-accent-ink hover:underline">
          {sets ? <Trans>Set targets</Trans> : <Trans>All</Trans>}
        </Link>
      }
    >
      {targets.isPending && <SkeletonLines lines={4} />}
      {targets.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The targets were not loaded</Trans>}
          error={targets.error}
          onRetry={() => void targets.refetch()}
        />
      )}
      {targets.isSuccess && teams.length === 0 && (
        <p className="text-ink-3">
          <Trans>No target is set for this month.</Trans>
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {teams.map((team) => (
          <li key={team.team_id} className="flex flex-col gap-1.5">
            {teams.length > 1 && <b>{title(team)}</b>}
            {MEASURES.map((measure) => (
              <TargetMeasure key={measure} row={team} measure={measure} name={names[measure]} />
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
