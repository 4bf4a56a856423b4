import { useQueryClient } from '@tanstack/react-query';
import {
  type Contact,
  type Customer,
  type CustomerUpdate,
  type InstalledProduct,
  type Need,
  type ProductInterest,
  type Tagged,
  api,
  once,
  unwrap,
} from '@/api';
import type { Value, Values } from '@/shared/ui/overlays/fields-dialog';
import { keyOf } from './queries';

const text = (value: Value | undefined) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
const lines = (value: Value | undefined) =>
  (text(value) ?? '')
    .split(/\n+/)
    .map((line) => line.trim())
    .filter(Boolean);

function phoneOf(line: string) {
  const [number = '', extension] = line.split('#').map((part) => part.trim());
  return { number, ...(extension && { extension }) };
}

const contactBody = (values: Values) => ({
  name: text(values['name']) ?? '',
  title: text(values['title']),
  department: text(values['department']),
  role: (values['role'] ?? 'other') as Contact['role'],
  is_primary: values['is_primary'] === true,
  preferences: text(values['preferences']),
  phones: lines(values['phones']).map(phoneOf),
  emails: lines(values['emails']).map((address) => ({ address })),
  ...(text(values['reason']) !== null && { reason: text(values['reason']) ?? '' }),
});
const needBody = (values: Values) => ({
  kind: (values['kind'] ?? 'current') as Need['kind'],
  description: text(values['description']) ?? '',
  expected_on: text(values['expected_on']),
});
const installedBody = (values: Values) => ({
  model: text(values['model']) ?? '',
  serial_number: text(values['serial_number']),
  purchased_on: text(values['purchased_on']),
  state: (values['state'] ?? 'running') as InstalledProduct['state'],
  state_note: text(values['state_note']),
});

/** A proposed value as the customer takes it: lists are sent whole, so what is known stays in them. */
function proposed(customer: Customer | undefined, field: string, value: string): CustomerUpdate {
  if (field === 'phones') {
    const known = (customer?.phones ?? []).map(({ raw, extension, label }) => ({
      number: raw,
      ...(extension && { extension }),
      ...(label && { label }),
    }));
    return { phones: [...known, phoneOf(value)] };
  }
  if (field === 'emails')
    return { emails: [...(customer?.emails ?? []).map(({ address }) => ({ address })), { address: value }] };
  return { [field]: value };
}

/** What is done to a customer and its parts. Each reads anew what it touched; refusals are thrown for the form that asked. */
export function useActs(record: Tagged<Customer> | undefined, customerId: string) {
  const client = useQueryClient();
  const path = { customer_id: customerId };
  const done = async <T>(answer: Promise<T>): Promise<T> => {
    const result = await answer;
    await Promise.all([
      client.invalidateQueries({ queryKey: keyOf(customerId) }),
      client.invalidateQueries({ queryKey: ['customers', 'list'] }),
    ]);
    return result;
  };
  const post = <Body, T>(name: string, body: Body, send: (header: { 'Idempotency-Key': string }) => Promise<T>) =>
    done(once(`${name}:${customerId}`, body, (key) => send({ 'Idempotency-Key': key })));
  const etag = record?.etag ?? '';
  const match = { 'If-Match': etag };
  const version = (row: { version: number }) => ({ 'If-Match': `"${row.version}"` });

  return {
    addContact: (values: Values) => {
      const body = contactBody(values);
      return post('contact', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/contacts', { body, params: { path, header } })),
      );
    },
    changeContact: (contact: Contact) => (values: Values) =>
      done(
        unwrap(
          api.PATCH('/v1/contacts/{contact_id}', {
            body: { ...contactBody(values), active: values['active'] === true },
            params: { path: { contact_id: contact.id }, header: version(contact) },
          }),
        ),
      ),
    addNeed: (values: Values) => {
      const body = needBody(values);
      return post('need', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/needs', { body, params: { path, header } })),
      );
    },
    changeNeed: (need: Need) => (values: Values) =>
      done(
        unwrap(
          api.PATCH('/v1/needs/{record_id}', {
            body: { ...needBody(values), state: (values['state'] ?? need.state) as Need['state'] },
            params: { path: { record_id: need.id }, header: version(need) },
          }),
        ),
      ),
    removeNeed: (need: Need) => () =>
      done(
        unwrap(
          api.DELETE('/v1/needs/{record_id}', { params: { path: { record_id: need.id }, header: version(need) } }),
        ),
      ),
    removeInstalled: (product: InstalledProduct) => () =>
      done(
        unwrap(
          api.DELETE('/v1/installed-products/{record_id}', {
            params: { path: { record_id: product.id }, header: version(product) },
          }),
        ),
      ),
    /** The person has gone: the record stays and says so. */
    removeContact: (contact: Contact) => (values: Values) =>
      done(
        unwrap(
          api.DELETE('/v1/contacts/{contact_id}', {
            params: {
              path: { contact_id: contact.id },
              header: version(contact),
              query: text(values['reason']) === null ? {} : { reason: text(values['reason']) ?? '' },
            },
          }),
        ),
      ),
    addInterest: (values: Values) => {
      const body = { product_id: text(values['product_id']) ?? '', note: text(values['note']) };
      return post('interest', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/product-interests', { body, params: { path, header } })),
      );
    },
    changeInterest: (interest: ProductInterest) => (values: Values) =>
      done(
        unwrap(
          api.PATCH('/v1/product-interests/{record_id}', {
            body: { note: text(values['note']) },
            params: { path: { record_id: interest.id }, header: version(interest) },
          }),
        ),
      ),
    removeInterest: (interest: ProductInterest) => () =>
      done(
        unwrap(
          api.DELETE('/v1/product-interests/{record_id}', {
            params: { path: { record_id: interest.id }, header: version(interest) },
          }),
        ),
      ),
    addInstalled: (values: Values) => {
      const body = installedBody(values);
      return post('installed', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/installed-products', { body, params: { path, header } })),
      );
    },
    changeInstalled: (product: InstalledProduct) => (values: Values) =>
      done(
        unwrap(
          api.PATCH('/v1/installed-products/{record_id}', {
            body: installedBody(values),
            params: { path: { record_id: product.id }, header: version(product) },
          }),
        ),
      ),
    refuse: (values: Values) => {
      const body = {
        channel: values['channel'] as 'phone',
        contact_id: text(values['contact_id']),
        reason: text(values['reason']) ?? '',
      };
      return post('opt-out', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/opt-outs', { body, params: { path, header } })),
      );
    },
    lift: (id: string) => (values: Values) => {
      const body = { reason: text(values['reason']) ?? '' };
      return post(`lift:${id}`, body, (header) =>
        unwrap(
          api.POST('/v1/customers/{customer_id}/opt-outs/{opt_out_id}/lift', {
            body,
            params: { path: { ...path, opt_out_id: id }, header },
          }),
        ),
      );
    },
    consent: (values: Values) => {
      const body = {
        purpose: text(values['purpose']) ?? '',
        evidence: text(values['evidence']) ?? '',
        contact_id: text(values['contact_id']),
      };
      return post('consent', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/consents', { body, params: { path, header } })),
      );
    },
    withdraw: (id: string) => (values: Values) => {
      const body = { reason: text(values['reason']) ?? '' };
      return post(`withdraw:${id}`, body, (header) =>
        unwrap(
          api.POST('/v1/customers/{customer_id}/consents/{consent_id}/withdraw', {
            body,
            params: { path: { ...path, consent_id: id }, header },
          }),
        ),
      );
    },
    share: (values: Values) => {
      const body = {
        user_id: text(values['user_id']) ?? '',
        kind: (values['kind'] ?? 'share') as 'share',
        note: text(values['note']),
      };
      return post('member', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/members', { body, params: { path, header } })),
      );
    },
    unshare: (id: string) =>
      done(
        unwrap(
          api.DELETE('/v1/customers/{customer_id}/members/{member_id}', {
            params: { path: { ...path, member_id: id } },
          }),
        ),
      ),
    propose: (values: Values) => {
      const field = text(values['field']) ?? 'notes';
      const change = proposed(record?.data, field, text(values['changes']) ?? '');
      const body = { changes: change, note: text(values['note']) };
      return post('proposal', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/change-proposals', { body, params: { path, header } })),
      );
    },
    transfer: (values: Values) => {
      const body = {
        to_user_id: text(values['user_id']) ?? '',
        note: text(values['note']) ?? '',
        keep_access: values['keep_access'] === true,
      };
      return post('transfer', body, (header) =>
        unwrap(api.POST('/v1/customers/{customer_id}/transfer', { body, params: { path, header } })),
      );
    },
    grade: (values: Values) =>
      done(
        unwrap(
          api.PUT('/v1/customers/{customer_id}/grade', {
            body: { grade: values['grade'] as 'A', reason: text(values['reason']) ?? '' },
            params: { path, header: match },
          }),
        ),
      ),
    key: (isKey: boolean) => (values: Values) =>
      done(
        unwrap(
          api.PUT('/v1/customers/{customer_id}/key', {
            body: { is_key: isKey, reason: text(values['reason']) ?? '' },
            params: { path, header: match },
          }),
        ),
      ),
    archive: (values: Values) => {
      const body = { reason: text(values['reason']) ?? '' };
      return post('archive', body, (header) =>
        unwrap(
          api.POST('/v1/customers/{customer_id}/archive', { body, params: { path, header: { ...header, ...match } } }),
        ),
      );
    },
    unarchive: () =>
      post('unarchive', etag, (header) =>
        unwrap(
          api.POST('/v1/customers/{customer_id}/unarchive', { params: { path, header: { ...header, ...match } } }),
        ),
      ),
    move: (move: 'submit' | 'verify' | 'return') => (values: Values) => {
      const body = { reason: text(values['reason']) ?? '' };
      return post(`move:${move}:${etag}`, body, (header) => {
        const given = { body, params: { path, header: { ...header, ...match } } };
        if (move === 'submit') return unwrap(api.POST('/v1/customers/{customer_id}/moves/submit', given));
        if (move === 'verify') return unwrap(api.POST('/v1/customers/{customer_id}/moves/verify', given));
        return unwrap(api.POST('/v1/customers/{customer_id}/moves/return', given));
      });
    },
  };
}

export type Acts = ReturnType<typeof useActs>;
