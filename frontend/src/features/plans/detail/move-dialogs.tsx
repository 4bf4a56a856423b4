import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type PlanDetail, api, once, unwrap } from '@/api';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { TextArea } from '@/shared/ui/forms/text-field';
import { useRefresh } from '../items/acts';

export const PLAN_MOVES = ['submit', 'approve', 'return', 'revise', 'activate', 'complete', 'cancel'] as const;
export type PlanMove = (typeof PLAN_MOVES)[number];

interface Props {
  plan: PlanDetail;
  etag: string;
  move: PlanMove;
  /** What the button said. */
  name: string;
  onClose: () => void;
}

function send(plan: PlanDetail, etag: string, move: PlanMove, body: { reason: string; urgent_reason?: string }) {
  return once(`plan:${plan.id}:${move}`, body, (key) =>
    unwrap(
      api.POST(`/v1/contact-plans/{plan_id}/moves/${move as 'submit'}`, {
        body: { ...body, reason: body.reason === '' ? null : body.reason },
        params: { path: { plan_id: plan.id }, header: { 'If-Match': etag, 'Idempotency-Key': key } },
      }),
    ),
  );
}

/** A step of a plan: back and cancelled with the reason; submitted late only as urgent, which the refusal asks for. */
export function MovePlanDialog({ plan, etag, move, name, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [reason, setReason] = useState('');
  const [urgent, setUrgent] = useState('');
  const needsReason = move === 'return' || move === 'cancel';
  return (
    <FormDialog
      title={`${name}: ${plan.name}`}
      size="md"
      act={name}
      isDanger={move === 'cancel'}
      onClose={onClose}
      isReady={!needsReason || reason.trim() !== ''}
      send={() =>
        send(plan, etag, move, {
          reason: reason.trim(),
          ...(urgent.trim() !== '' && { urgent_reason: urgent.trim() }),
        })
      }
      onDone={refresh}
      shows={(pointer) => pointer === '/urgent_reason'}
    >
      {({ isAsked, faultAt }) => (
        <>
          {move === 'submit' && (
            <p className="text-ink-2">
              <Trans>
                Who approves it gets it at once. Submitted inside the lead time, it must say why it is urgent.
              </Trans>
            </p>
          )}
          {move === 'cancel' && (
            <p className="text-ink-2">
              <Trans>
                Its {plan.progress.planned + plan.progress.pending_approval} open contacts are given up with it.
              </Trans>
            </p>
          )}
          {(faultAt('/urgent_reason') !== undefined || urgent !== '') && (
            <TextArea
              label={t`Why it is urgent`}
              isRequired
              rows={2}
              value={urgent}
              onChange={setUrgent}
              error={faultAt('/urgent_reason')}
            />
          )}
          <TextArea
            label={needsReason ? t({ context: 'plan', message: 'Why' }) : t`A note`}
            isRequired={needsReason}
            autoFocus
            rows={2}
            value={reason}
            onChange={setReason}
            error={isAsked && needsReason && reason.trim() === '' ? t`Say it in a few words.` : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}
