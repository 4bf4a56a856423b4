import { Trans, useLingui } from '@lingui/react/macro';
import { Circle, CircleCheck, CircleX, ClockAlert, Pencil } from 'lucide-react';
import { useState } from 'react';
import type { PreventiveAction } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { label, rootCauseLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { Day } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { RecordLink } from '@/shared/ui/actions/record-link';
import type { PreventiveMove } from './preventive-dialogs';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const MovePreventiveDialog = lazyDialog(() =>
  import('./preventive-dialogs').then((module) => module.MovePreventiveDialog),
);

const PreventiveDialog = lazyDialog(() => import('./preventive-dialogs').then((module) => module.PreventiveDialog));

const originOf = (action: PreventiveAction) => ({
  id: action.complaint_id,
  number: action.complaint_number,
  root_cause_category: action.category,
});

interface Props {
  action: PreventiveAction;
  /** Says which complaint it came from: in the list of all. */
  showsOrigin?: boolean;
}

const ICONS = { done: CircleCheck, cancelled: CircleX } as const;

/** Something done against repetition: what, who, by when, and what came of it. */
export function PreventiveLine({ action, showsOrigin = false }: Props) {
  const nameOf = useNames();
  const { t } = useLingui();
  const [move, setMove] = useState<PreventiveMove | 'edit' | null>(null);
  const edits = useMay('complaint:handle') && action.state === 'open';
  const Icon = action.state === 'open' ? (action.overdue ? ClockAlert : Circle) : ICONS[action.state];
  const tone = action.state === 'done' ? 'text-ok' : action.overdue ? 'text-bad' : 'text-ink-3';
  const words: Record<PreventiveMove, string> = { complete: t`Done`, cancel: t`Give up`, reopen: t`Open again` };
  return (
    <li className={showsOrigin ? 'flex items-start gap-2 border-b border-line px-4 py-2' : 'flex items-start gap-2'}>
      <Icon className={`icon-sm mt-0.75 ${tone}`} aria-hidden />
      <span className="min-w-0 flex-1">
        <span lang={langOf(action.description)}>{action.description}</span>
        <span className="block text-xs text-ink-3">
          {nameOf(action.owner_id, action.owner_name)} ·{' '}
          <span className={action.overdue ? 'text-bad-ink' : undefined}>
            <Trans>
              by <Day date={action.due_on} />
            </Trans>
          </span>{' '}
          · {label(rootCauseLabels, action.category)}
          {showsOrigin && (
            <>
              {' · '}
              <RecordLink kind="complaint" id={action.complaint_id} className="underline">
                {action.complaint_number}
              </RecordLink>{' '}
              {action.customer_name}
            </>
          )}
        </span>
        {action.effect && (
          <span className="block text-ink-2" lang={langOf(action.effect)}>
            {action.effect}
          </span>
        )}
        {action.cancelled_reason && <span className="block text-ink-3">{action.cancelled_reason}</span>}
      </span>
      <span className="flex flex-none gap-1">
        {edits && (
          <IconButton icon={Pencil} size="sm" label={t`Change ${action.description}`} onPress={() => setMove('edit')} />
        )}
        {(['complete', 'cancel', 'reopen'] as const)
          .filter((each) => action.allowed_moves.includes(each))
          .map((each) => (
            <Button
              key={each}
              size="sm"
              variant={each === 'complete' ? 'default' : 'ghost'}
              aria-label={`${words[each]}: ${action.description}`}
              onPress={() => setMove(each)}
            >
              {words[each]}
            </Button>
          ))}
      </span>
      <>
        {move === 'edit' && (
          <PreventiveDialog complaint={originOf(action)} action={action} onClose={() => setMove(null)} />
        )}
        {move && move !== 'edit' && <MovePreventiveDialog move={move} action={action} onClose={() => setMove(null)} />}
      </>
    </li>
  );
}
