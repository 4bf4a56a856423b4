import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Handoff } from '@/api/types';
import { useDraft } from '@/api/use-draft';
import { langOf } from '@/shared/format';
import { useMe } from '@/shared/permissions';
import { PersonPicker } from '@/shared/pickers';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import type { Choice } from '@/shared/ui/forms/select';
import { TextArea } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { type HandoffMove, useHandoffMove } from './queries';

interface Props {
  handoff: Handoff;
  move: HandoffMove;
  onClose: () => void;
  onDone?: () => void;
}

/** Who answers a question, its answer, or that the customer was told (OT-13, OT-14). */
export function MoveDialog({ handoff, move, onClose, onDone }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const kept = useDraft<string>(me.id, `handoff:${handoff.id}:${move}`);
  const [typed, setTyped] = useState<string | null>(null);
  const [person, setPerson] = useState<Choice | null>(null);
  const make = useHandoffMove();
  const text = typed ?? kept.found?.value ?? '';
  const type = (next: string) => {
    setTyped(next);
    kept.keep(next);
  };
  const words = {
    assign: { title: t`Who answers ${handoff.customer_name}’s question?`, act: t`Give it to them`, done: t`Given` },
    answer: { title: t`Answer the question of ${handoff.customer_name}`, act: t`Answer`, done: t`Answered` },
    tell: { title: t`${handoff.customer_name} was told?`, act: t`They were told`, done: t`Noted` },
  }[move];
  const body =
    move === 'assign'
      ? { assignee_id: person?.id ?? '' }
      : move === 'answer'
        ? { answer: text.trim() }
        : { note: text.trim() || null };
  return (
    <FormDialog
      title={words.title}
      act={words.act}
      size="md"
      onClose={onClose}
      isReady={move === 'assign' ? person !== null : move === 'tell' || text.trim() !== ''}
      send={() => make.mutateAsync({ handoff, move, body })}
      onDone={() => {
        void kept.drop();
        toast.done(words.done);
        onDone?.();
      }}
      shows={(pointer) => ['/assignee_id', '/answer', '/note'].includes(pointer)}
    >
      {({ isAsked, faultAt }) =>
        move === 'assign' ? (
          <PersonPicker
            label={t`Who answers`}
            isRequired
            autoFocus
            departmentId={handoff.department_id}
            value={person}
            onChange={setPerson}
            error={faultAt('/assignee_id') ?? (isAsked && person === null ? t`Say who.` : undefined)}
          />
        ) : (
          <>
            <p className="text-ink-2" lang={langOf(handoff.question)}>
              {handoff.question}
            </p>
            {move === 'tell' && handoff.answer && (
              <p className="rounded-control bg-surface-2 px-2.5 py-2" lang={langOf(handoff.answer)}>
                {handoff.answer}
              </p>
            )}
            <TextArea
              label={move === 'answer' ? t`Answer` : t`How they were told`}
              isRequired={move === 'answer'}
              autoFocus
              rows={5}
              value={text}
              onChange={type}
              error={
                faultAt(move === 'answer' ? '/answer' : '/note') ??
                (isAsked && move === 'answer' && text.trim() === '' ? t`Write the answer.` : undefined)
              }
            />
          </>
        )
      }
    </FormDialog>
  );
}
