import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { PolicyProposal } from '@/api';
import { MyTime } from '@/shared/ui/values/figures';
import { Difference } from '@/shared/ui/values/marks';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { kindOf } from '../kinds';
import { policiesQuery } from '../queries';
import { nameOf } from '../setting-list';
import { partText, pointerText } from '../text';

/** What a proposed change would change, part by part in words, and from when. */
export function ProposedChanges({ proposal }: { proposal: PolicyProposal }) {
  const { t } = useLingui();
  const policies = useQuery(policiesQuery).data;
  const policy = policies?.find((each) => each.key === proposal.key);
  if (!policies || !policy) return <SkeletonLines lines={3} />;
  const kind = kindOf(policy.value_schema);
  const base = policies.find((each) => each.key === 'base_currency')?.in_force.value;
  const measure = {
    unit: policy.unit,
    currency: typeof base === 'string' ? base : '',
    names: new Map(policies.map((each) => [each.key, nameOf(each)])),
  };
  return (
    <>
      <p className="text-ink-2">
        {proposal.withdraws !== null ? (
          <Trans>Version {proposal.withdraws} would be withdrawn before it comes into force.</Trans>
        ) : proposal.effective_from === null ? (
          <Trans>In force once it is confirmed.</Trans>
        ) : (
          <Trans>
            In force from <MyTime at={proposal.effective_from} />, or once it is confirmed after that.
          </Trans>
        )}
      </p>
      {proposal.changes.length === 0 ? (
        <p className="mt-1">
          <Trans>Nothing: the same would be in force then anyway.</Trans>
        </p>
      ) : (
        <ul aria-label={t`Changes`} className="mt-1 flex flex-col">
          {proposal.changes.map((change) => (
            <li
              key={change.pointer}
              className="flex flex-wrap justify-between gap-x-3 border-b border-line py-1.5 last:border-b-0"
            >
              <span className="text-ink-2">{pointerText(kind, change.pointer) || t`Value`}</span>
              <Difference
                before={partText(kind, change.pointer, change.before ?? undefined, measure)}
                after={partText(kind, change.pointer, change.after ?? undefined, measure)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
