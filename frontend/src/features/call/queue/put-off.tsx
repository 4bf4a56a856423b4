import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type PlannedContact, isApiError } from '@/api';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { DateField } from '@/shared/ui/forms/date-field';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { usePutOff } from '../queries';

/** Skips somebody: to another day, with the reason. */
export function PutOff({ item, onClose, onDone }: { item: PlannedContact; onClose: () => void; onDone: () => void }) {
  const { t } = useLingui();
  const now = useMinute();
  const today = dayIn(now, item.zone);
  const [day, setDay] = useState<string | null>(addDays(today, 1));
  const [reason, setReason] = useState('');
  const [why, setWhy] = useState('');
  const [isAsked, setAsked] = useState(false);
  const putOff = usePutOff(item);
  const isOutside =
    isApiError(putOff.error) && putOff.error.problem.errors?.some((fault) => fault.code === 'outside_hours') === true;
  const canMove = item.allowed_moves.includes('reschedule');
  const send = () => {
    setAsked(true);
    if (day === null || reason.trim() === '') return;
    putOff.mutate(
      { due_on: day, reason: reason.trim(), outside_hours_reason: why.trim() || null },
      {
        onSuccess: () => {
          toast.done(t`Put off: ${item.customer_name}`);
          onClose();
          onDone();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={<Trans>Put off {item.customer_name}</Trans>}
      footer={
        <>
          <Button keys="escape" onPress={onClose}>
            <Trans>Keep</Trans>
          </Button>
          {canMove && (
            <Button variant="primary" isBusy={putOff.isPending} onPress={send}>
              <Trans>Put off</Trans>
            </Button>
          )}
        </>
      }
    >
      {canMove ? (
        <div className="flex flex-col gap-3 py-1">
          <DateField
            label={t`Day at the customer`}
            isRequired
            value={day}
            onChange={setDay}
            min={today}
            error={isAsked && day === null ? t`Choose a day.` : undefined}
          />
          <TextField
            label={t`Reason`}
            isRequired
            autoFocus
            value={reason}
            onChange={setReason}
            error={isAsked && reason.trim() === '' ? t`Say why, in a few words.` : undefined}
          />
          {(isOutside || why !== '') && (
            <TextField
              label={t`Why outside their calling hours`}
              isRequired
              value={why}
              onChange={setWhy}
              error={isOutside && why.trim() === '' ? t`Say why, or choose another day.` : undefined}
            />
          )}
        </div>
      ) : (
        <p className="py-1">
          <Trans>This planned call cannot be moved by you. Log the call, or ask whoever runs the plan.</Trans>
        </p>
      )}
    </Dialog>
  );
}
