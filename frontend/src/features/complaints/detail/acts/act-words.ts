import { useLingui } from '@lingui/react/macro';
import type { Act } from './next-step';

/** What each act is called on buttons: verb and object. */
export function useActWords(): Record<Act, string> {
  const { t } = useLingui();
  return {
    contact: t`Note the contact`,
    dispatch: t`Dispatch`,
    start_investigation: t`Take it up`,
    findings: t`Enter the findings`,
    proposal: t`Draw up a solution`,
    propose: t({ context: 'complaint', message: 'The customer was told' }),
    agree: t`The customer agrees`,
    refuse: t`The customer refuses`,
    resolve: t`Note what was done`,
    confirm: t`Enter the satisfaction`,
    try: t`Asked in vain`,
    compensation: t`Ask for a compensation`,
    archive: t`Archive`,
    reopen: t`Reopen`,
    reassign: t`Give to another department`,
    hand_over: t`Hand over to another first responder`,
    escalate: t`Escalate`,
    withdraw: t`Withdrawn by the customer`,
    edit: t`Change what was said`,
    preventive: t`Add a preventive action`,
    record: t`Log a contact`,
  };
}
