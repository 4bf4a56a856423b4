import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { type Opportunity, isApiError } from '@/api';
import { criterionLabels, label, opportunityStateLabels } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { faultText } from '@/shared/ui/forms/fault-text';
import { Button } from '@/shared/ui/actions/button';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { toast } from '@/shared/ui/feedback/toast';
import { type Gap, emptyFilling, hasField, stillMissing } from '../filling';
import { MissingField } from '../missing-field';
import { type MoveName, gapsOf, useMove } from '../moves';
import { criteriaQuery } from './queries';

interface Props {
  opportunity: Opportunity;
  move: MoveName;
  onClose: () => void;
}

/** What a loss may name though policy does not ask for it. */
const OPTIONAL: Partial<Record<MoveName, Gap[]>> = { lose: ['winning_competitor'] };

/** A move of the workflow with the fields that what is missing needs. */
export function MoveDialog({ opportunity, move, onClose }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const criteria = useQuery(criteriaQuery(opportunity.id));
  const make = useMove(opportunity);
  const [filling, setFilling] = useState(() => emptyFilling(opportunity.amount));
  const [isAsked, setAsked] = useState(false);
  const outlook = criteria.data?.items.find((each) => each.move === move);
  const told = gapsOf(make.error);
  const asksWhy = move.startsWith('return_to_') || move === 'cancel';
  const gaps: Gap[] = told ?? [
    ...(asksWhy ? (['reason'] as const) : []),
    ...(outlook?.criteria.filter((criterion) => !criterion.holds).map((criterion) => criterion.code) ?? []),
  ];
  const optional = (OPTIONAL[move] ?? []).filter((gap) => !gaps.includes(gap));
  const missing = stillMissing(gaps, filling).filter(hasField);
  const target = label(
    opportunityStateLabels,
    outlook?.to_state ?? (move === 'cancel' ? 'cancelled' : (move.replace('return_to_', '') as Opportunity['state'])),
  );
  const send = async () => {
    setAsked(true);
    if (missing.length > 0 || make.isPending) return;
    try {
      await make.mutateAsync({ move, asked: [...gaps, ...optional], filling });
    } catch {
      return; // said below the fields
    }
    toast.done(t`“${opportunity.title}” is now “${target}”`);
    onClose();
  };
  const name = (gap: Gap) => (gap === 'reason' ? t`Why` : label(criterionLabels, gap));
  const error = make.error;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="md"
      title={<Trans>To “{target}”</Trans>}
      footer={
        <>
          <Button keys="escape" onPress={onClose}>
            <Trans>Leave it</Trans>
          </Button>
          <Button
            variant={move === 'cancel' ? 'danger' : 'primary'}
            isBusy={make.isPending}
            onPress={() => void send()}
          >
            {move === 'lose' ? <Trans>Mark as lost</Trans> : <Trans>Move to “{target}”</Trans>}
          </Button>
        </>
      }
    >
      <p>
        {opportunity.title} · {opportunity.customer_name}
      </p>
      {outlook?.criteria
        .filter((criterion) => criterion.holds)
        .map((criterion) => (
          <p key={criterion.code} className="mt-1 flex items-center gap-2">
            <CircleCheck className="icon-sm text-ok" aria-hidden />
            {label(criterionLabels, criterion.code)}
          </p>
        ))}
      <ul className="mt-2 flex flex-col gap-3 text-ink">
        {[...gaps, ...optional].map((gap) => (
          <li key={gap}>
            <p className="mb-1 flex gap-2">
              <b>{name(gap)}</b>
              {optional.includes(gap) && (
                <span className="text-ink-3">
                  <Trans>where known</Trans>
                </span>
              )}
              {isAsked && missing.includes(gap) && (
                <span role="alert" className="text-bad-ink">
                  <Trans>still missing</Trans>
                </span>
              )}
            </p>
            <div className="flex flex-col gap-2">
              <MissingField
                gap={gap}
                customerId={opportunity.customer_id}
                filling={filling}
                today={today}
                autoFocus={gap === gaps[0]}
                onChange={(part) => setFilling((old) => ({ ...old, ...part }))}
              />
            </div>
          </li>
        ))}
      </ul>
      {isApiError(error) && (told === null || told.length === 0) && (
        <div role="alert" className="py-2 text-bad-ink">
          <p>{problemText(error)}</p>
          {(error.problem.errors ?? []).map((fault) => (
            <p key={fault.pointer + fault.code}>{faultText(fault)}</p>
          ))}
        </div>
      )}
    </Dialog>
  );
}
