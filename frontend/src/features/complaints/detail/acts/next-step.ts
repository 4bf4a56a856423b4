import type { Complaint, Round } from '@/api';

/** What can be done with a complaint: the moves of its workflow, and what its moves need on record first. */
export type Act =
  | 'contact'
  | 'dispatch'
  | 'start_investigation'
  | 'findings'
  | 'proposal'
  | 'propose'
  | 'agree'
  | 'refuse'
  | 'resolve'
  | 'confirm'
  | 'try'
  | 'compensation'
  | 'archive'
  | 'reopen'
  | 'reassign'
  | 'hand_over'
  | 'escalate'
  | 'withdraw'
  | 'edit'
  | 'preventive'
  | 'record';

/** The acts in the order a complaint goes: the first that can be done is the one to do. */
const FORWARD: readonly Act[] = [
  'contact',
  'dispatch',
  'start_investigation',
  'agree',
  'resolve',
  'confirm',
  'archive',
];

type Standing = Pick<Complaint, 'state' | 'allowed_moves'>;
type Progress = Pick<Round, 'cause' | 'evidence' | 'evidence_files' | 'proposals'>;

/** What is to be done next; null when it waits for somebody else. `round` is the one it is in. */
export function nextAct(complaint: Standing, round: Progress | undefined): Act | null {
  const can = (move: string) => complaint.allowed_moves.includes(move);
  if (can('propose')) {
    const isFound = round?.cause != null && (round.evidence !== null || round.evidence_files.length > 0);
    if (!isFound) return 'findings';
    const newest = round.proposals.at(-1);
    return newest === undefined || newest.answer === 'refused' ? 'proposal' : 'propose';
  }
  return FORWARD.find(can) ?? null;
}

/** Whether the department works on it: findings, solutions and compensations are entered then. */
export const isInvestigated = (complaint: Standing) => complaint.allowed_moves.includes('propose');
