import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Consent, Contact, Customer, InstalledProduct, Need, OptOut, ProductInterest } from '@/api';
import { usersQuery } from '@/shared/directory';
import { personName, title } from '@/shared/format';
import {
  channelLabels,
  contactRoleLabels,
  gradeLabels,
  installedStateLabels,
  label,
  memberKindLabels,
  needKindLabels,
  needStateLabels,
  options,
  roleLabels,
} from '@/shared/labels';
import { fieldName } from '@/shared/labels/customer-fields';
import type { Form, FormField } from '@/shared/ui/overlays/fields-dialog';
import { contactsQuery, productsQuery } from './queries';
import type { Acts } from './use-acts';

/** What may be proposed in one line; numbers and mails are added to those known. */
const PROPOSED = [
  'name',
  'legal_name',
  'short_name',
  'phones',
  'emails',
  'website',
  'country',
  'region',
  'city',
  'address',
  'postal_code',
  'industry',
  'business_scope',
  'legal_representative',
  'management',
  'demand',
  'purchase_frequency',
  'decision_process',
  'preferences',
  'notes',
] as const;

/** The short forms of the record: what each asks for and what it does. */
export function useForms(customer: Customer, acts: Acts) {
  const { t } = useLingui();
  const users = useQuery(usersQuery).data;
  const products = useQuery(productsQuery).data;
  const people = useQuery(contactsQuery(customer.id)).data?.items ?? [];
  const colleagues = [...(users?.values() ?? [])]
    .filter((user) => user.active && user.role !== 'api_client')
    .map((user) => ({ id: user.id, name: personName(user), detail: label(roleLabels, user.role) }));
  const reason: FormField = { name: 'reason', label: t`Reason`, kind: 'area', isRequired: true };
  const whose: FormField = {
    name: 'contact_id',
    label: t`Who there`,
    kind: 'find',
    choices: people.map((person) => ({ id: person.id, name: person.name })),
    help: t`Nobody chosen: the whole company.`,
  };

  const contactFields: FormField[] = [
    { name: 'name', label: t`Name`, kind: 'text', isRequired: true },
    { name: 'role', label: t`Role`, kind: 'select', choices: options(contactRoleLabels), isRequired: true },
    { name: 'title', label: t`Position`, kind: 'text' },
    { name: 'phones', label: t`Phones`, kind: 'area', help: t`One a line; an extension after #` },
    { name: 'emails', label: t`Emails`, kind: 'area', help: t`One a line` },
    { name: 'preferences', label: t`Preferences`, kind: 'area' },
    { name: 'is_primary', label: t`Main contact`, kind: 'check' },
  ];
  const needFields: FormField[] = [
    { name: 'description', label: t`Need`, kind: 'area', isRequired: true },
    { name: 'kind', label: t`Kind`, kind: 'select', choices: options(needKindLabels), isRequired: true },
    { name: 'expected_on', label: t`Expected`, kind: 'date' },
  ];
  const installedFields: FormField[] = [
    { name: 'model', label: t`Model`, kind: 'text', isRequired: true },
    { name: 'serial_number', label: t`Serial number`, kind: 'text' },
    { name: 'purchased_on', label: t`Bought`, kind: 'date' },
    { name: 'state', label: t`State`, kind: 'select', choices: options(installedStateLabels), isRequired: true },
    { name: 'state_note', label: t`Note`, kind: 'text' },
  ];
  const moveNames = { submit: t`Submit to be verified`, verify: t`Verify`, return: t`Return` };

  return {
    contact: (): Form => ({
      title: t`New contact`,
      act: t`Enter the contact`,
      fields: contactFields,
      initial: { role: 'other' },
      submit: acts.addContact,
    }),
    changeContact: (contact: Contact): Form => ({
      title: contact.name,
      act: t`Save the contact`,
      fields: [
        ...contactFields,
        { name: 'active', label: t`Still there`, kind: 'check' },
        ...(customer.verification === 'verified' ? [{ ...reason, isRequired: false }] : []),
      ],
      initial: {
        name: contact.name,
        role: contact.role,
        title: contact.title,
        department: contact.department,
        preferences: contact.preferences,
        is_primary: contact.is_primary,
        active: contact.active,
        phones:
          contact.phones?.map((each) => [each.raw, each.extension].filter(Boolean).join(' # ')).join('\n') || null,
        emails: contact.emails?.map((each) => each.address).join('\n') || null,
      },
      submit: acts.changeContact(contact),
    }),
    need: (): Form => ({
      title: t`New need`,
      act: t`Enter the need`,
      fields: needFields,
      initial: { kind: 'current' },
      submit: acts.addNeed,
    }),
    changeNeed: (need: Need): Form => ({
      title: t`Need`,
      act: t`Save the need`,
      fields: [
        ...needFields,
        { name: 'state', label: t`State`, kind: 'select', choices: options(needStateLabels), isRequired: true },
      ],
      initial: { description: need.description, kind: need.kind, expected_on: need.expected_on, state: need.state },
      submit: acts.changeNeed(need),
    }),
    removeNeed: (need: Need): Form => ({
      title: t`Take out the need?`,
      act: t`Take out the need`,
      note: need.description,
      fields: [],
      submit: acts.removeNeed(need),
    }),
    removeInstalled: (product: InstalledProduct): Form => ({
      title: t`Take out the product?`,
      act: t`Take out the product`,
      note: product.model,
      fields: [],
      submit: acts.removeInstalled(product),
    }),
    removeContact: (contact: Contact): Form => ({
      title: t`${contact.name} is no longer there?`,
      act: t`Note that they have gone`,
      note: t`The record stays; nobody is called under it any more.`,
      fields: [{ ...reason, isRequired: false }],
      submit: acts.removeContact(contact),
    }),
    interest: (): Form => ({
      title: t`Product of interest`,
      act: t`Enter the interest`,
      fields: [
        {
          name: 'product_id',
          label: t`Product`,
          kind: 'find',
          isRequired: true,
          choices: [...(products?.values() ?? [])]
            .filter((product) => product.active)
            .map((product) => ({ id: product.id, name: title(product), detail: product.code })),
        },
        { name: 'note', label: t`What was said about it`, kind: 'area' },
      ],
      submit: acts.addInterest,
    }),
    changeInterest: (interest: ProductInterest): Form => ({
      title: t`Product of interest`,
      act: t`Save the interest`,
      fields: [{ name: 'note', label: t`What was said about it`, kind: 'area' }],
      initial: { note: interest.note },
      submit: acts.changeInterest(interest),
    }),
    removeInterest: (interest: ProductInterest): Form => ({
      title: t`No longer of interest?`,
      act: t`Take out the interest`,
      fields: [],
      submit: acts.removeInterest(interest),
    }),
    installed: (): Form => ({
      title: t`New installed product`,
      act: t`Enter the product`,
      fields: installedFields,
      initial: { state: 'running' },
      submit: acts.addInstalled,
    }),
    changeInstalled: (product: InstalledProduct): Form => ({
      title: product.model,
      act: t`Save the product`,
      fields: installedFields,
      initial: {
        model: product.model,
        serial_number: product.serial_number,
        purchased_on: product.purchased_on,
        state: product.state,
        state_note: product.state_note,
      },
      submit: acts.changeInstalled(product),
    }),
    refuse: (): Form => ({
      title: t`Note a refusal`,
      act: t`Note the refusal`,
      note: t`Contact by this channel stops at once, for everybody.`,
      fields: [
        { name: 'channel', label: t`Channel`, kind: 'select', choices: options(channelLabels), isRequired: true },
        whose,
        reason,
      ],
      initial: { channel: 'phone' },
      submit: acts.refuse,
    }),
    lift: (optOut: OptOut): Form => ({
      title: t`Lift the refusal: ${label(channelLabels, optOut.channel)}`,
      act: t`Lift the refusal`,
      fields: [reason],
      submit: acts.lift(optOut.id),
    }),
    consent: (): Form => ({
      title: t`Note a consent`,
      act: t`Note the consent`,
      fields: [
        { name: 'purpose', label: t`Purpose`, kind: 'text', isRequired: true },
        {
          name: 'evidence',
          label: t`Evidence`,
          kind: 'area',
          isRequired: true,
          help: t`What shows it: a mail, a form, a recording.`,
        },
        whose,
      ],
      submit: acts.consent,
    }),
    withdraw: (consent: Consent): Form => ({
      title: t`Withdraw the consent: ${consent.purpose}`,
      act: t`Withdraw the consent`,
      fields: [reason],
      submit: acts.withdraw(consent.id),
    }),
    share: (): Form => ({
      title: t`Share the customer`,
      act: t`Share the customer`,
      fields: [
        { name: 'user_id', label: t`With whom`, kind: 'find', choices: colleagues, isRequired: true },
        { name: 'kind', label: t`As`, kind: 'select', choices: options(memberKindLabels), isRequired: true },
        { name: 'note', label: t`Note`, kind: 'text' },
      ],
      initial: { kind: 'share' },
      submit: acts.share,
    }),
    transfer: (): Form => ({
      title: t`Hand over ${customer.name}`,
      act: t`Hand over`,
      fields: [
        { name: 'user_id', label: t`New owner`, kind: 'find', choices: colleagues, isRequired: true },
        { name: 'note', label: t`Handover note`, kind: 'area', isRequired: true },
        { name: 'keep_access', label: t`The present owner keeps access`, kind: 'check' },
      ],
      submit: acts.transfer,
    }),
    grade: (): Form => ({
      title: t`Grade of ${customer.name}`,
      act: t`Set the grade`,
      fields: [
        { name: 'grade', label: t`Grade`, kind: 'select', choices: options(gradeLabels), isRequired: true },
        reason,
      ],
      initial: { grade: customer.grade },
      submit: acts.grade,
    }),
    key: (): Form => ({
      title: customer.is_key ? t`No longer a key customer` : t`Make it a key customer`,
      act: customer.is_key ? t`Make it an ordinary one` : t`Make it a key customer`,
      note: customer.is_key ? undefined : t`A key customer’s facts are checked by a second person.`,
      fields: [reason],
      submit: acts.key(!customer.is_key),
    }),
    archive: (): Form => ({
      title: t`Archive ${customer.name}`,
      act: t`Archive the customer`,
      note: t`It leaves lists and plans; the record stays and can be taken up again.`,
      fields: [reason],
      submit: acts.archive,
    }),
    propose: (): Form => ({
      title: t`Propose a change to ${customer.name}`,
      act: t`Propose it`,
      note: t`The owner takes it over or answers why not.`,
      fields: [
        {
          name: 'field',
          label: t`What is to change`,
          kind: 'select',
          choices: PROPOSED.map((id) => ({ id, name: fieldName(id) })),
          isRequired: true,
        },
        { name: 'changes', label: t`As it should be`, kind: 'text', isRequired: true },
        { name: 'note', label: t`How you know`, kind: 'text' },
      ],
      submit: acts.propose,
    }),
    move: (move: 'submit' | 'verify' | 'return'): Form => ({
      title: `${moveNames[move]}: ${customer.name}`,
      act: moveNames[move],
      fields: [{ ...reason, isRequired: move === 'return' }],
      submit: acts.move(move),
    }),
    moveNames,
  };
}
