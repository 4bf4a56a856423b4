import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Policy, PolicyVersion } from '@/api';
import { useNames } from '@/shared/directory';
import { label } from '@/shared/labels';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { MyTime } from '@/shared/ui/values/figures';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Difference } from '@/shared/ui/values/marks';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { type Kind, differences } from './kinds';
import { versionsQuery } from './queries';
import { type Measure, partText, pointerText, valueText } from './text';
import { versionStateWords } from './words/values';

const WithdrawDialog = lazyDialog(() => import('./withdraw-dialog').then((module) => module.WithdrawDialog));

const TONES: Record<PolicyVersion['state'], Tone> = {
  pending: 'accent',
  in_force: 'ok',
  superseded: 'mute',
  withdrawn: 'mute',
};

interface Props {
  policy: Policy;
  kind: Kind;
  measure: Measure;
  mayDecide: boolean;
  /** A change waits for a second person: nothing else is proposed until it is decided. */
  isWaiting?: boolean;
}

/** Every decision there was: what, from when, by whom and why, and what it changed. */
export function Versions({ policy, kind, measure, mayDecide, isWaiting = false }: Props) {
  const list = useQuery(versionsQuery(policy.key));
  const [withdrawn, setWithdrawn] = useState<PolicyVersion | null>(null);
  const versions = list.data ?? [];
  /** What a version replaced: of those not withdrawn, the one effective before it. */
  const beforeOf = (version: PolicyVersion): unknown =>
    versions
      .filter((other) => other.state !== 'withdrawn' && other.number !== version.number)
      .filter(
        (other) =>
          other.effective_from < version.effective_from ||
          (other.effective_from === version.effective_from && other.number < version.number),
      )
      .toSorted((one, other) =>
        one.effective_from === other.effective_from
          ? other.number - one.number
          : other.effective_from.localeCompare(one.effective_from),
      )[0]?.value ?? policy.default;
  return (
    <section className="mt-6 border-t border-line pt-4" aria-labelledby="versions">
      <h3 id="versions" className="mb-2 text-sm">
        <Trans>Versions</Trans>
      </h3>
      {list.isPending && <SkeletonLines lines={3} />}
      {list.isError && (
        <PartError
          title={<Trans>The versions were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      <ol>
        {versions.map((version) => (
          <Version key={version.number} version={version}>
            <ul className="mt-0.5">
              {differences(beforeOf(version), version.value).map((change) => (
                <li key={change.pointer} className={cx(version.state === 'withdrawn' && 'text-ink-3')}>
                  <span className="text-ink-3">{pointerText(kind, change.pointer)}</span>{' '}
                  <Difference
                    before={partText(kind, change.pointer, change.before, measure)}
                    after={partText(kind, change.pointer, change.after, measure)}
                  />
                </li>
              ))}
            </ul>
            {version.state === 'pending' && mayDecide && !isWaiting && (
              <Button size="sm" className="mt-1.5" onPress={() => setWithdrawn(version)}>
                <Trans>Withdraw version {version.number}</Trans>
              </Button>
            )}
          </Version>
        ))}
        {list.isSuccess && (
          <li className="flex gap-3">
            <Dot isOn={policy.in_force.number === 0} isLast />
            <div className="min-w-0 pb-2">
              <p>
                <b>
                  <Trans>As delivered</Trans>
                </b>{' '}
                {policy.in_force.number === 0 && <Badge tone="ok">{label(versionStateWords, 'in_force')}</Badge>}
              </p>
              <p className="line-clamp-3 text-ink-2">{valueText(kind, policy.default, measure)}</p>
            </div>
          </li>
        )}
      </ol>
      {withdrawn && <WithdrawDialog policy={policy} version={withdrawn} onClose={() => setWithdrawn(null)} />}
    </section>
  );
}

function Dot({ isOn, isPending = false, isLast = false }: { isOn: boolean; isPending?: boolean; isLast?: boolean }) {
  return (
    <span aria-hidden className="flex flex-none flex-col items-center pt-1.25">
      <span
        className={cx(
          'size-2.5 rounded-full border',
          isOn ? 'border-accent bg-accent' : isPending ? 'border-dashed border-accent' : 'border-line-control',
        )}
      />
      {!isLast && <span className="w-px flex-1 bg-line-2" />}
    </span>
  );
}

function Version({ version, children }: { version: PolicyVersion; children: React.ReactNode }) {
  const nameOf = useNames();
  const { t } = useLingui();
  const { withdrawal } = version;
  return (
    <li className="flex gap-3" aria-label={t`Version ${version.number}`}>
      <Dot isOn={version.state === 'in_force'} isPending={version.state === 'pending'} />
      <div className="min-w-0 flex-1 pb-3">
        <div className="flex flex-wrap items-center gap-x-2">
          <b>
            <Trans>Version {version.number}</Trans>
          </b>
          <Badge tone={TONES[version.state]}>{label(versionStateWords, version.state)}</Badge>
          <span className="ml-auto text-ink-3">
            <Trans>
              from <MyTime at={version.effective_from} /> · {nameOf(version.author_id, version.author_name)}
            </Trans>
            {version.confirmed_by_name && (
              <>
                {' · '}
                <Trans>confirmed by {nameOf(version.confirmed_by, version.confirmed_by_name)}</Trans>
              </>
            )}
          </span>
        </div>
        {children}
        <p className="text-ink-2">{version.reason}</p>
        {withdrawal && (
          <p className="text-ink-3">
            <Trans>
              Withdrawn on <MyTime at={withdrawal.at} /> by {nameOf(withdrawal.author_id, withdrawal.author_name)}:{' '}
              {withdrawal.reason}
            </Trans>
            {withdrawal.confirmed_by_name && (
              <>
                {' · '}
                <Trans>confirmed by {nameOf(withdrawal.confirmed_by, withdrawal.confirmed_by_name)}</Trans>
              </>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
