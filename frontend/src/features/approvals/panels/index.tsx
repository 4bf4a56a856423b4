import type { ComponentType } from 'react';
import type { InboxReason } from '../queries';
import { AmendmentPanel } from './amendment';
import { CompensationPanel } from './compensation';
import { SharePanel, VerifyPanel } from './customer';
import { ChangePanel, RefusalPanel } from './customer-changes';
import { ExportPanel } from './export';
import { AnswerPanel, ReviewsPanel } from './follow-through';
import type { PanelProps } from './panel';
import { PlanPanel } from './plan';
import { PolicyPanel } from './policy';

/** What the decision about each kind needs to see. */
export const PANELS: Record<InboxReason, ComponentType<PanelProps>> = {
  plan_to_decide: PlanPanel,
  amendment_to_decide: AmendmentPanel,
  export_to_decide: ExportPanel,
  compensation_to_decide: CompensationPanel,
  customer_to_verify: VerifyPanel,
  share_to_decide: SharePanel,
  policy_to_confirm: PolicyPanel,
  change_to_decide: ChangePanel,
  refusal_to_lift: RefusalPanel,
  answer_to_tell: AnswerPanel,
  file_reviews_overdue: ReviewsPanel,
};
