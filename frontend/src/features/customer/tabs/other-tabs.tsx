import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Customer, Member, Tagged } from '@/api';
import type { NameOf } from '@/shared/directory';
import { toast } from '@/shared/ui/feedback/toast';
import type { Form } from '@/shared/ui/overlays/fields-dialog';
import type { useForms } from '../forms';
import { HistoryTab } from './history-tab';
import { InterestsPart } from './interests-part';
import { ComplaintsTab, ContactsTab, InstalledTab, NeedsTab, OpportunitiesTab } from './list-tabs';
import { OrdersTab } from '../orders/orders-tab';
import { OwnHoursPart } from './own-hours-part';
import { ProfileTab } from './profile-tab';
import type { RecordTab } from '../record-tabs';
import { SharingTab } from './sharing-tab';
import type { Acts } from '../use-acts';

interface Props {
  tab: Exclude<RecordTab, 'timeline' | 'files'>;
  record: Tagged<Customer>;
  acts: Acts;
  forms: ReturnType<typeof useForms>;
  nameOf: NameOf;
  writes: boolean;
  shares: boolean;
  onForm: (form: Form) => void;
}

/** Parts that follow each other on one sheet, which scrolls as a whole. */
const Stacked = ({ children }: { children: ReactNode }) => (
  <div className="min-h-0 flex-1 overflow-auto">{children}</div>
);

/** The parts of the record beside its timeline. */
export function OtherTabs({ tab, record, acts, forms, nameOf, writes, shares, onForm }: Props) {
  const { t } = useLingui();
  const customer = record.data;
  const ask =
    <Args extends unknown[]>(form: (...args: Args) => Form) =>
    (...args: Args) =>
      onForm(form(...args));
  const can = <F,>(may: boolean, act: F): F | null => (may ? act : null);
  switch (tab) {
    case 'facts':
      return <ProfileTab record={record} isEditable={writes} />;
    case 'contacts':
      return (
        <Stacked>
          <ContactsTab
            customer={customer}
            onAdd={can(writes, ask(forms.contact))}
            onEdit={can(writes, ask(forms.changeContact))}
            onRemove={can(writes, ask(forms.removeContact))}
          />
          <OwnHoursPart customer={customer} writes={writes} />
        </Stacked>
      );
    case 'needs':
      return (
        <Stacked>
          <NeedsTab
            customer={customer}
            onAdd={can(writes, ask(forms.need))}
            onEdit={can(writes, ask(forms.changeNeed))}
            onRemove={can(writes, ask(forms.removeNeed))}
          />
          <InterestsPart
            customer={customer}
            onAdd={can(writes, ask(forms.interest))}
            onEdit={can(writes, ask(forms.changeInterest))}
            onRemove={can(writes, ask(forms.removeInterest))}
          />
        </Stacked>
      );
    case 'installed':
      return (
        <InstalledTab
          customer={customer}
          onAdd={can(writes, ask(forms.installed))}
          onEdit={can(writes, ask(forms.changeInstalled))}
          onRemove={can(writes, ask(forms.removeInstalled))}
        />
      );
    case 'orders':
      return <OrdersTab customer={customer} writes={writes} />;
    case 'opportunities':
      return <OpportunitiesTab customer={customer} />;
    case 'complaints':
      return <ComplaintsTab customer={customer} />;
    case 'sharing':
      return (
        <SharingTab
          customer={customer}
          nameOf={nameOf}
          acts={{
            share: can(shares, ask(forms.share)),
            unshare: can(shares, (member: Member) => {
              const again = { user_id: member.user_id, kind: member.kind, note: member.note };
              void acts
                .unshare(member.id)
                .then(() =>
                  toast.done(
                    t`No longer shared with ${nameOf(member.user_id, member.user_name)}`,
                    () => void acts.share(again),
                  ),
                );
            }),
            refuse: can(writes, ask(forms.refuse)),
            lift: can(writes, ask(forms.lift)),
            consent: can(writes, ask(forms.consent)),
            withdraw: can(writes, ask(forms.withdraw)),
          }}
        />
      );
    case 'history':
      return <HistoryTab customerId={customer.id} nameOf={nameOf} />;
  }
}
