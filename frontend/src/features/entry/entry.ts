import type { ContactRole, CustomerCreate, DuplicateCheck, Grade, IntentLevel, SourceChannel } from '@/api';

/** What is typed: all of it is kept as a draft. */
export interface Entry {
  name: string;
  shortName: string;
  country: string;
  city: string;
  zone: string;
  website: string;
  phone: string;
  email: string;
  industry: string;
  source: SourceChannel | null;
  sourceDetail: string;
  intent: IntentLevel;
  grade: Grade | null;
  demand: string;
  obtainedOn: string | null;
  contactName: string;
  contactTitle: string;
  contactRole: ContactRole;
  contactPhone: string;
  contactEmail: string;
  /** Why it is entered although it seems known. */
  reason: string;
}

export const EMPTY_ENTRY: Entry = {
  name: '',
  shortName: '',
  country: '',
  city: '',
  zone: '',
  website: '',
  phone: '',
  email: '',
  industry: '',
  source: null,
  sourceDetail: '',
  intent: 'none',
  grade: null,
  demand: '',
  obtainedOn: null,
  contactName: '',
  contactTitle: '',
  contactRole: 'other',
  contactPhone: '',
  contactEmail: '',
  reason: '',
};

export type EntryField = keyof Entry;

const filled = (text: string) => (text.trim() === '' ? undefined : text.trim());

/** A number as it was typed; what stands after `#` is its extension. */
function phones(...typed: string[]) {
  return typed.flatMap((line) => {
    const [number = '', extension] = line.split('#').map((part) => part.trim());
    return number === '' ? [] : [{ number, ...(extension && { extension }) }];
  });
}

const emails = (...typed: string[]) =>
  typed.flatMap((address) => filled(address) ?? []).map((address) => ({ address }));

/** What is asked whether it is known; null while there is too little to ask. */
export function checkOf(entry: Entry): DuplicateCheck | null {
  const name = filled(entry.name);
  const check: DuplicateCheck = {
    ...(name !== undefined && Array.from(name).length >= 2 && { name }),
    ...(isCountry(entry.country) && { country: entry.country.trim().toUpperCase() }),
    ...(filled(entry.website) !== undefined && entry.website.includes('.') && { website: entry.website.trim() }),
  };
  const numbers = phones(entry.phone, entry.contactPhone).filter(
    ({ number }) => number.replaceAll(/\D/g, '').length >= 6,
  );
  const addresses = emails(entry.email, entry.contactEmail).filter(({ address }) => /^\S+@\S+\.\S+$/.test(address));
  if (numbers.length > 0) check.phones = numbers;
  if (addresses.length > 0) check.emails = addresses;
  const { country: _country, ...said } = check;
  return Object.keys(said).length === 0 ? null : check;
}

const isCountry = (text: string) => /^[a-z]{2}$/i.test(text.trim());

/** Fields that must be filled and are not. */
export function missingOf(entry: Entry, isKnown: boolean): EntryField[] {
  return [
    ...(filled(entry.name) === undefined ? (['name'] as const) : []),
    ...(entry.source === null ? (['source'] as const) : []),
    ...(isKnown && filled(entry.reason) === undefined ? (['reason'] as const) : []),
  ];
}

/** The customer to enter. `isKnown`: somebody decided that it is another company than those found. */
export function createOf(entry: Entry, isKnown: boolean, obtainedAt: string | null): CustomerCreate {
  const optional = {
    short_name: filled(entry.shortName),
    country: filled(entry.country)?.toUpperCase(),
    city: filled(entry.city),
    zone: filled(entry.zone),
    website: filled(entry.website),
    industry: filled(entry.industry),
    source_detail: filled(entry.sourceDetail),
    demand: filled(entry.demand),
    grade: entry.grade ?? undefined,
    obtained_at: obtainedAt ?? undefined,
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    name: entry.name.trim(),
    source_channel: entry.source ?? 'other',
    intent_level: entry.intent,
    ...given,
    phones: phones(entry.phone),
    emails: emails(entry.email),
    ...(isKnown && { allow_duplicate: true, reason: entry.reason.trim() }),
  };
}

/** The person there, if one was named. */
export function contactOf(entry: Entry) {
  const name = filled(entry.contactName);
  if (name === undefined) return null;
  return {
    name,
    role: entry.contactRole,
    is_primary: true,
    title: filled(entry.contactTitle) ?? null,
    phones: phones(entry.contactPhone),
    emails: emails(entry.contactEmail),
  };
}

const PLACES: readonly (readonly [RegExp, EntryField])[] = [
  [/^\/name/, 'name'],
  [/^\/short_name/, 'shortName'],
  [/^\/country/, 'country'],
  [/^\/city/, 'city'],
  [/^\/zone/, 'zone'],
  [/^\/website/, 'website'],
  [/^\/phones/, 'phone'],
  [/^\/emails/, 'email'],
  [/^\/industry/, 'industry'],
  [/^\/source_channel/, 'source'],
  [/^\/source_detail/, 'sourceDetail'],
  [/^\/grade/, 'grade'],
  [/^\/demand/, 'demand'],
  [/^\/obtained_at/, 'obtainedOn'],
  [/^\/reason/, 'reason'],
];

/** The field of the form that a fault of the server belongs to. */
export function placeOf(pointer: string): EntryField | null {
  return PLACES.find(([pattern]) => pattern.test(pointer))?.[1] ?? null;
}
