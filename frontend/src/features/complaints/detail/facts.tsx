import { Trans } from '@lingui/react/macro';
import { CircleCheck, CircleDashed, PenLine } from 'lucide-react';
import type { Complaint } from '@/api';
import { useProductWords } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { label, methodLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { MyTime } from '@/shared/ui/values/figures';
import { Facts as FactList } from '@/shared/ui/layout/panel';
import { originLabels } from '../words';
import { useActWords } from './acts/act-words';

/** What the customer said and wants, and how they were received (CR-22). */
export function Facts({ complaint, onEdit }: { complaint: Complaint; onEdit: () => void }) {
  const productWords = useProductWords();
  const words = useActWords();
  const writes = useMay('complaint:write') && complaint.archived_at === null;
  const text = (value: string | null) => value && <span lang={langOf(value)}>{value}</span>;
  const missing = (
    <span className="text-warn-ink">
      <Trans>not written down yet</Trans>
    </span>
  );
  return (
    <section className="relative py-2 pr-8">
      <FactList
        width={80}
        facts={[
          { name: <Trans context="fact">Complaint</Trans>, value: text(complaint.reason) ?? missing },
          { name: <Trans>Wants</Trans>, value: text(complaint.wanted_solution) ?? missing },
          {
            name: <Trans>About</Trans>,
            value: complaint.product ? productWords(complaint.product_id, complaint.product) : missing,
          },
          {
            name: <Trans>Received</Trans>,
            value: (
              <span className="flex flex-wrap items-center gap-x-3">
                <Check isDone={complaint.listened}>
                  <Trans>heard out</Trans>
                </Check>
                <Check isDone={complaint.apologised}>
                  <Trans>apology given</Trans>
                </Check>
                <Check isDone={complaint.acknowledged_at !== null}>
                  <Trans>told we take it up</Trans>
                </Check>
                <span className="text-xs text-ink-3">
                  <MyTime at={complaint.registered_at} /> · {label(originLabels, complaint.origin)}
                  {complaint.channel && ` · ${label(methodLabels, complaint.channel)}`}
                </span>
              </span>
            ),
          },
          ...(complaint.withdrawn_reason
            ? [{ name: <Trans>Withdrawn</Trans>, value: text(complaint.withdrawn_reason) }]
            : []),
          ...(complaint.no_prevention_reason
            ? [{ name: <Trans>No prevention</Trans>, value: text(complaint.no_prevention_reason) }]
            : []),
        ]}
      />
      {writes && (
        <IconButton
          className="absolute! top-1 right-0"
          icon={PenLine}
          size="sm"
          keys="e"
          label={words.edit}
          onPress={onEdit}
        />
      )}
    </section>
  );
}

function Check({ isDone, children }: { isDone: boolean; children: React.ReactNode }) {
  const Icon = isDone ? CircleCheck : CircleDashed;
  return (
    <span className={`flex items-center gap-1 ${isDone ? '' : 'text-ink-3'}`}>
      <Icon className={`icon-sm ${isDone ? 'text-ok' : ''}`} aria-hidden />
      {children}
      {!isDone && (
        <span className="sr-only">
          <Trans>not yet</Trans>
        </span>
      )}
    </span>
  );
}
