import { useEffect } from 'react';
import { toast } from '@/shared/ui/feedback/toast';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { type Complaint, type Round, isApiError } from '@/api';
import { useRefresh, makeMove } from './change';
import { CompensationDialog } from './compensation-dialogs';
import { ContactDialog, LogDialog } from './contact-dialogs';
import { EditDialog } from './edit-dialog';
import {
  AnswerDialog,
  ArchiveDialog,
  ConfirmDialog,
  GiveDialog,
  ReasonDialog,
  ResolveDialog,
  ResponderDialog,
  TryDialog,
} from './move-dialogs';
import type { Act } from './next-step';
import { PreventiveDialog } from '../../preventive/preventive-dialogs';
import { FindingsDialog, ProposalDialog, ToldDialog } from './solution-dialogs';

export interface ActProps {
  complaint: Complaint;
  round: Round | undefined;
  onClose: () => void;
}

/** The dialog of an act; an act that needs nothing is done at once. */
export function ActDialog({ act, ...props }: ActProps & { act: Act }) {
  switch (act) {
    case 'contact':
      return <ContactDialog {...props} />;
    case 'record':
      return <LogDialog {...props} />;
    case 'dispatch':
    case 'reassign':
    case 'reopen':
      return <GiveDialog move={act} {...props} />;
    case 'start_investigation':
      return <AtOnce move={act} {...props} />;
    case 'findings':
      return <FindingsDialog {...props} />;
    case 'proposal':
      return <ProposalDialog {...props} />;
    case 'propose':
      return <ToldDialog {...props} />;
    case 'compensation':
      return <CompensationDialog kind="ask" compensation={null} {...props} />;
    case 'agree':
    case 'refuse':
      return <AnswerDialog move={act} {...props} />;
    case 'resolve':
      return <ResolveDialog {...props} />;
    case 'confirm':
      return <ConfirmDialog {...props} />;
    case 'try':
      return <TryDialog {...props} />;
    case 'archive':
      return <ArchiveDialog {...props} />;
    case 'hand_over':
      return <ResponderDialog {...props} />;
    case 'escalate':
    case 'withdraw':
      return <ReasonDialog move={act} {...props} />;
    case 'edit':
      return <EditDialog {...props} />;
    case 'preventive':
      return <PreventiveDialog {...props} />;
  }
}

function AtOnce({ complaint, move, onClose }: ActProps & { move: 'start_investigation' }) {
  const refresh = useRefresh();
  useEffect(() => {
    makeMove(complaint, move, {}).then(refresh, (error: unknown) => {
      if (isApiError(error)) toast.failed(problemText(error), { traceId: error.problem.trace_id });
      refresh();
    });
    onClose();
    // Once, as it is opened.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  return null;
}
