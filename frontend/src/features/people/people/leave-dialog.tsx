import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type User, isApiError } from '@/api';
import { count, personName } from '@/shared/format';
import { PersonPicker } from '@/shared/pickers';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import type { Choice } from '@/shared/ui/forms/select';
import { toast } from '@/shared/ui/feedback/toast';
import { updateUser, useReadAgain } from '../queries';
import { dutyName } from '../words';

interface Held {
  kind: string;
  count: number;
}

/** What the server says that is still theirs; null when it refused for another reason. */
function heldOf(error: unknown): Held[] | null {
  if (!isApiError(error)) return null;
  const { reason, holds } = error.problem as unknown as { reason?: unknown; holds?: unknown };
  return reason === 'successor_needed' && Array.isArray(holds) ? (holds as Held[]) : null;
}

/** Somebody leaves. What is theirs to do is named by the server, and goes to a successor in the same request. */
export function LeaveDialog({ person, onClose }: { person: User; onClose: () => void }) {
  const { t } = useLingui();
  const again = useReadAgain();
  const [held, setHeld] = useState<Held[] | null>(null);
  const [successor, setSuccessor] = useState<Choice | null>(null);
  const name = personName(person);
  return (
    <FormDialog
      title={t`${name} leaves the company?`}
      size="md"
      act={successor ? t`Leave, and hand over to ${successor.name}` : t`Leave`}
      isDanger
      onClose={onClose}
      isReady={held === null || successor !== null}
      shows={(pointer) => pointer === '/successor_id'}
      answers={(error) => heldOf(error) !== null}
      send={() =>
        updateUser(person, { active: false, ...(successor && { successor_id: successor.id }) }).catch(
          (error: unknown) => {
            setHeld(heldOf(error) ?? held);
            throw error;
          },
        )
      }
      onDone={() => {
        again();
        toast.done(successor ? t`${name} has left; ${successor.name} takes over` : t`${name} has left`);
      }}
    >
      {({ isAsked, faultAt }) => (
        <>
          <p className="text-ink-2">
            <Trans>Sessions and keys end at once and posts become vacant. What they did stays under their name.</Trans>
          </p>
          {held && (
            <>
              <p>
                <Trans>This is still theirs to do:</Trans>
              </p>
              <ul aria-label={t`Still theirs`} className="border-t border-line">
                {held.map((each) => (
                  <li key={each.kind} className="flex justify-between border-b border-line py-1.5">
                    <span>{dutyName(each.kind)}</span>
                    <b>{count(each.count)}</b>
                  </li>
                ))}
              </ul>
              <PersonPicker
                label={t`Who takes over`}
                isRequired
                value={successor}
                onChange={setSuccessor}
                help={t`Another active person of a department. It all moves in the same step.`}
                error={isAsked && successor === null ? t`Choose who takes over.` : faultAt('/successor_id')}
              />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}
