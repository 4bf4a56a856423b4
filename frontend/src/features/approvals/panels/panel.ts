import type { ReactNode } from 'react';
import type { PolicyProposal } from '@/api';
import type { Waiting } from '../kinds';

/** What the panel of every kind is given. */
export interface PanelProps {
  alert: Waiting;
  /** How a change of policy reads: the policy's own screen knows. */
  policyChanges: (proposal: PolicyProposal) => ReactNode;
  /** It was decided; the next one may come. */
  onDecided: () => void;
}

/** Headers of a move: what was looked at, and the key of the intent. */
export const moving = (version: number, key: string) => ({ 'If-Match': `"${version}"`, 'Idempotency-Key': key });
