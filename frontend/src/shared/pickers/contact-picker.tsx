import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { contactRoleLabels, label } from '@/shared/labels';
import type { FieldFrame } from '@/shared/ui/forms/field';
import { type Choice, Select } from '@/shared/ui/forms/select';

interface Props extends Omit<FieldFrame, 'label'> {
  label: string;
  hidesLabel?: boolean;
  customerId: string;
  value: string | null;
  onChange: (contactId: string) => void;
  autoFocus?: boolean;
}

/** One of the people at a customer. */
export function ContactPicker({ customerId, ...props }: Props) {
  const { t } = useLingui();
  const contacts = useQuery({
    queryKey: ['customers', 'contacts', customerId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/contacts', {
          signal,
          params: { path: { customer_id: customerId }, query: { active: [true], limit: 20 } },
        }),
      ),
  });
  const choices = (contacts.data?.items ?? []).map((contact): Choice => ({
    id: contact.id,
    name: contact.name,
    detail: contact.title ?? label(contactRoleLabels, contact.role),
  }));
  return (
    <Select
      {...props}
      choices={choices}
      placeholder={contacts.isSuccess && choices.length === 0 ? t`Nobody on file there` : t`Choose`}
    />
  );
}
