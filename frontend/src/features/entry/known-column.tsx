import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CircleCheck, ExternalLink, Fingerprint, UserRound } from 'lucide-react';
import type { DuplicateFound } from '@/api';
import { langOf } from '@/shared/format';
import { label } from '@/shared/labels';
import { duplicateReasonLabels, strengthLabels } from '@/shared/labels/data';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Column, Section } from '@/shared/ui/layout/panel';
import { PartError } from '@/shared/ui/feedback/states';

const TONES: Record<DuplicateFound['strength'], Tone> = { strong: 'warn', medium: 'mute', weak: 'mute' };

interface Props {
  /** Whether there is enough to ask. */
  isAsked: boolean;
  found: UseQueryResult<readonly DuplicateFound[]>;
  /** What is asked because of them. */
  children?: ReactNode;
}

/** Beside the form: the companies that this may be, while it is typed. */
export function KnownColumn({ isAsked, found, children }: Props) {
  const { t } = useLingui();
  const matches = found.data ?? [];
  return (
    <Column width={340} isSide label={t`Known already?`} className="max-laptop:w-full! max-laptop:overflow-visible">
      <Section title={<Trans>Known already?</Trans>}>
        <div aria-live="polite">
          {!isAsked && (
            <p className="flex items-start gap-2 text-ink-3">
              <Fingerprint className="icon-sm mt-0.75" aria-hidden />
              <Trans>Names, websites, numbers and addresses are compared with all customers while you type.</Trans>
            </p>
          )}
          {isAsked && found.isError && (
            <PartError
              className="px-0! py-0!"
              title={<Trans>It was not compared</Trans>}
              error={found.error}
              onRetry={() => void found.refetch()}
            />
          )}
          {isAsked && found.isSuccess && matches.length === 0 && (
            <p className="flex items-center gap-2 text-ok-ink">
              <CircleCheck className="icon-sm" aria-hidden />
              <Trans>No customer like this is known.</Trans>
            </p>
          )}
          {isAsked && matches.length > 0 && (
            <p className="mb-2 font-strong">
              <Plural value={matches.length} one="# customer may be the same" other="# customers may be the same" />
            </p>
          )}
        </div>
        <ul className="flex flex-col gap-2.5">
          {(isAsked ? matches : []).map((match, index) => (
            <Match key={match.customer_id ?? index} match={match} />
          ))}
        </ul>
        {children && <div className="mt-3">{children}</div>}
      </Section>
    </Column>
  );
}

function Match({ match }: { match: DuplicateFound }) {
  const reasons = (match.reasons ?? []).map((reason) => label(duplicateReasonLabels, reason)).join(' · ');
  return (
    <li className="rounded-card border border-line bg-surface px-3 py-2">
      <p className="flex items-center gap-2">
        {match.visible && match.customer_id ? (
          <a
            href={`/customers/${match.customer_id}`}
            target="_blank"
            rel="noreferrer"
            className="flex min-w-0 items-center gap-1.5 font-strong text-accent-ink hover:underline"
          >
            <span className="truncate" lang={langOf(match.name ?? '')}>
              {match.name}
            </span>
            <ExternalLink className="icon-xs flex-none" aria-hidden />
          </a>
        ) : (
          <b className="min-w-0 truncate">
            <Trans>A customer of somebody else</Trans>
          </b>
        )}
        <span className="ml-auto">
          <Badge tone={TONES[match.strength]}>{label(strengthLabels, match.strength)}</Badge>
        </span>
      </p>
      {reasons !== '' && <p className="text-xs text-ink-2">{reasons}</p>}
      <p className="mt-0.5 flex items-center gap-1.5 text-xs text-ink-3">
        <UserRound className="icon-xs" aria-hidden />
        <Trans>Ask {match.ask_name}</Trans>
        {match.archived && (
          <Badge>
            <Trans>Archived</Trans>
          </Badge>
        )}
      </p>
    </li>
  );
}
