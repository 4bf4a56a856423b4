import { oneOf, reader, text } from './read';

/* What the address of the approvals holds. */

/** Which ones: what waits for me, what I asked for, what I decided. */
export type ApprovalView = 'mine' | 'asked' | 'decided';

export interface ApprovalChoice {
  view: ApprovalView;
  /** Only what is of this kind: an alert's reason. */
  kind?: string;
  /** What is open beside the list: an alert, or a record that I asked for. */
  open?: string;
}

export const approvalChoiceOf: (search: Record<string, unknown>) => Partial<ApprovalChoice> = reader({
  view: oneOf('mine', 'asked', 'decided'),
  kind: text,
  open: text,
});
