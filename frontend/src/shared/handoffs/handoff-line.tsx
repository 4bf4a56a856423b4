import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Handoff } from '@/api/types';
import { useDepartmentNames, useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { handoffStateLabels, label } from '@/shared/labels';
import { againstClock, useMinute } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import type { HandoffMove } from './queries';

const MoveDialog = lazyDialog(() => import('./move-dialog').then((module) => module.MoveDialog));
const TONES: Record<Handoff['state'], Tone> = { open: 'hold', answered: 'ok', told_to_customer: 'mute' };

/** A question to a department: who is to answer by when, the answer, and what may be done now (OT-13, OT-14). */
export function HandoffLine({ handoff }: { handoff: Handoff }) {
  const { t } = useLingui();
  const departmentOf = useDepartmentNames();
  const nameOf = useNames();
  const now = useMinute();
  const [opened, setOpened] = useState<HandoffMove | null>(null);
  const may = (move: HandoffMove) => handoff.allowed_moves.includes(move);
  return (
    <li>
      <p className="flex items-start gap-2">
        <span className="min-w-0 flex-1" lang={langOf(handoff.question)}>
          {handoff.question}
        </span>
        <Badge tone={handoff.overdue ? 'bad' : TONES[handoff.state]}>{label(handoffStateLabels, handoff.state)}</Badge>
      </p>
      <p className="text-xs text-ink-3">
        {departmentOf(handoff.department_id, handoff.department_name)}
        {handoff.assignee_name && ` · ${nameOf(handoff.assignee_id, handoff.assignee_name)}`}
        {handoff.state === 'open' && ` · ${againstClock(handoff.due_at, now)}`}
        {handoff.answered_at && (
          <>
            {' · '}
            <MyTime at={handoff.answered_at} />
          </>
        )}
      </p>
      {handoff.answer && (
        <p className="mt-0.5 border-l-2 border-ok pl-2" lang={langOf(handoff.answer)}>
          {handoff.answer}
        </p>
      )}
      <p className="mt-1 flex flex-wrap gap-1.5 empty:hidden">
        {may('answer') && (
          <Button size="sm" aria-label={t`Answer: ${handoff.question}`} onPress={() => setOpened('answer')}>
            <Trans>Answer</Trans>
          </Button>
        )}
        {may('assign') && (
          <Button size="sm" aria-label={t`Who answers: ${handoff.question}`} onPress={() => setOpened('assign')}>
            <Trans>Who answers</Trans>
          </Button>
        )}
        {may('tell') && (
          <Button size="sm" onPress={() => setOpened('tell')}>
            <Trans>The customer was told</Trans>
          </Button>
        )}
      </p>
      <>{opened && <MoveDialog handoff={handoff} move={opened} onClose={() => setOpened(null)} />}</>
    </li>
  );
}
