import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { useLingui } from '@lingui/react/macro';
import type { ListKind } from '@/shared/lists';

const NAMES: Record<ListKind, MessageDescriptor> = {
  calls: msg({ context: 'lists', message: 'Calls' }),
  contacts: msg`Contacts made`,
  planned: msg`Planned contacts`,
  plans: msg`Plans`,
  handoffs: msg({ context: 'lists', message: 'Questions to departments' }),
  alerts: msg`Alerts`,
  waiting: msg`What waits for me`,
  complaints: msg`Complaints`,
  preventive: msg`Preventive actions`,
  opportunities: msg`Opportunities`,
  milestones: msg`Milestones`,
  actions: msg`Actions of reviews`,
  customers: msg`Customers`,
  changes: msg`Important changes`,
  followed: msg`Changes at customers I follow`,
  reviews: msg`Monthly reviews`,
  notes: msg`Market notes`,
  people: msg`People`,
  keys: msg`API keys`,
  imports: msg`Imports`,
  exports: msg`Exports`,
  history: msg`Changes of records`,
};

/** What a list is called. */
export function useListName(): (kind: ListKind) => string {
  const { i18n } = useLingui();
  return (kind) => i18n._(NAMES[kind]);
}
