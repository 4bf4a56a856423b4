import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { AmendmentChange, Method, PlannedContact } from '@/api';
import { useNames } from '@/shared/directory';
import { methodLabels, options } from '@/shared/labels';
import { CustomerPicker, PersonPicker } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { DateField } from '@/shared/ui/forms/date-field';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import type { Gathered } from './amend';

interface Props {
  /** The contact that changes; null: one is added. */
  item: PlannedContact | null;
  onGather: (gathered: Gathered) => void;
  onClose: () => void;
}

/** One change of an approved plan: how, when, by whom and what for. Nothing is sent yet. */
export function ChangeDialog({ item, onGather, onClose }: Props) {
  const { t } = useLingui();
  const usual = useNames()(item?.assignee_id) || item?.assignee_name;
  const [customer, setCustomer] = useState<Choice | null>(null);
  const [method, setMethod] = useState<Method>(item?.method ?? 'phone');
  const [on, setOn] = useState<string | null>(item?.due_on ?? null);
  const [person, setPerson] = useState<Choice | null>(null);
  const [aim, setAim] = useState(item?.aim ?? '');
  const [isAsked, setAsked] = useState(false);
  const isReady = (item !== null || customer !== null) && on !== null && aim.trim() !== '';
  const gather = () => {
    setAsked(true);
    if (!isReady || on === null) return;
    const who = person && { assignee_id: person.id };
    const change: AmendmentChange = item
      ? {
          change: 'update',
          item_id: item.id,
          ...(method !== item.method && { method }),
          ...(on !== item.due_on && { due_on: on }),
          ...(aim.trim() !== item.aim && { aim: aim.trim() }),
          ...who,
        }
      : { change: 'add', customer_id: customer?.id ?? '', method, due_on: on, aim: aim.trim(), ...who };
    onGather({ change, name: item?.customer_name ?? customer?.name ?? '' });
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="md"
      title={item ? <Trans>Change the contact with {item.customer_name}</Trans> : <Trans>Add a contact</Trans>}
      footer={
        <>
          <Button keys="escape" onPress={onClose}>
            <Trans>Leave it</Trans>
          </Button>
          <Button variant="primary" onPress={gather}>
            <Trans>Take the change up</Trans>
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 py-1 text-ink">
        {item === null && (
          <CustomerPicker
            label={t({ context: 'plan', message: 'Customer' })}
            isRequired
            autoFocus
            value={customer}
            onChange={setCustomer}
            error={isAsked && customer === null ? t`Choose a customer.` : undefined}
          />
        )}
        <div className="grid grid-cols-2 gap-2">
          <Select
            label={t({ context: 'plan', message: 'How' })}
            choices={options(methodLabels)}
            value={method}
            onChange={setMethod}
            autoFocus={item !== null}
          />
          <DateField
            label={t`Day, at the customer`}
            isRequired
            value={on}
            onChange={setOn}
            error={isAsked && on === null ? t`Say when.` : undefined}
          />
        </div>
        <PersonPicker
          label={t({ context: 'plan', message: 'Who' })}
          note={item ? t`${usual}, unless named` : t`the plan’s owner unless named`}
          value={person}
          onChange={setPerson}
        />
        <TextField
          label={t({ context: 'plan', message: 'Aim' })}
          isRequired
          value={aim}
          onChange={setAim}
          error={isAsked && aim.trim() === '' ? t`What is it to achieve?` : undefined}
        />
      </div>
    </Dialog>
  );
}
