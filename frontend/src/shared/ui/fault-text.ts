import { t } from '@lingui/core/macro';
import type { Fault } from '@/api/types';

/** What is wrong with a field, and so what to do, by the stable code of the fault. */
export function faultText(fault: Pick<Fault, 'code'>): string {
  return TEXTS[fault.code]?.() ?? t`This value is not accepted.`;
}

const missing = () => t`Needed.`;
const unknown = () => t`No longer there. Choose another.`;
const past = () => t`Lies in the past.`;
const future = () => t`Lies in the future.`;
const range = () => t`Outside the range that is allowed.`;

const TEXTS: Record<string, () => string> = {
  missing,
  required: missing,
  string_too_short: missing,
  too_short: () => t`At least one is needed.`,
  string_too_long: () => t`Too long.`,
  too_long: () => t`Too many.`,
  string_pattern_mismatch: () => t`Not in the form that is expected.`,
  value_error: () => t`Not in the form that is expected.`,
  invalid: () => t`Not in the form that is expected.`,
  invalid_value: () => t`Not in the form that is expected.`,
  email: () => t`No email address, e.g. katrin@nordhafen.example.`,
  phone: () => t`No telephone number, e.g. +49 40 5550 0142.`,
  url: () => t`No web address, e.g. nordhafen.example.`,
  decimal_parsing: () => t`No number, e.g. 1480000.50.`,
  int_parsing: () => t`No whole number.`,
  date_parsing: () => t`No date.`,
  date_from_datetime_parsing: () => t`No date.`,
  datetime_parsing: () => t`No date with a time.`,
  datetime_from_date_parsing: () => t`No date with a time.`,
  enum: () => t`Choose one of the list.`,
  literal_error: () => t`Choose one of the list.`,
  greater_than: range,
  greater_than_equal: range,
  less_than: range,
  less_than_equal: range,
  range,
  out_of_range: range,
  order: () => t`The end lies before the beginning.`,
  in_the_past: past,
  in_past: past,
  in_the_future: future,
  too_soon: () => t`Too soon.`,
  taken: () => t`Already taken.`,
  repeated: () => t`Named twice.`,
  unchanged: () => t`Nothing changes by this.`,
  unknown,
  unknown_user: unknown,
  unknown_contact: unknown,
  unknown_product: unknown,
  unknown_department: unknown,
  unknown_record: unknown,
  unknown_file: unknown,
  unknown_need: unknown,
  unknown_item: unknown,
  not_found: unknown,
  archived: () => t`Archived; restore it first.`,
  opted_out: () => t`Does not wish to be contacted this way.`,
  contact_inactive: () => t`This contact has left.`,
  cannot_own: () => t`Cannot be made the owner.`,
  cannot_handle: () => t`Cannot handle this.`,
  assignee_out_of_reach: () => t`Not among the people you may plan for.`,
  assignee_cannot_see_customer: () => t`Cannot see this customer. Share it first.`,
  changed_since: () => t`Somebody else has changed this since you opened it.`,
  deleted_since: () => t`Somebody else has removed this.`,
  wrong: () => t`Not right.`,
  password_length: () => t`Between 12 and 256 characters.`,
  password_simple: () => t`Too simple: one character over and over, or a row of keys.`,
  password_guessable: () => t`Too easy to guess: a common word, your name or your email.`,
};
