import type { QueryClient } from '@tanstack/react-query';
import { type ContactRole, api, listOptions, onEvents, unwrap } from '@/api';

export interface ContactsChoice {
  /** A name, a number or an address. */
  q: string;
  role: ContactRole | null;
  mine: boolean;
}

/** What was typed is a number, an address, or else a name. */
export function soughtBy(typed: string): object {
  const text = typed.trim();
  if (text === '') return {};
  if (text.includes('@')) return { email: text };
  return /^[+\d][\d\s().-]{3,}$/.test(text) ? { phone: text } : { 'name.contains': [text] };
}

/** People at every customer one sees, those entered last first. */
export const contactsQuery = ({ q, role, mine }: ContactsChoice, me: string) =>
  listOptions(['contacts', q, role, mine, me], (cursor, signal) =>
    unwrap(
      api.GET('/v1/contacts', {
        signal,
        params: {
          query: {
            ...soughtBy(q),
            ...(role !== null && { role: [role] }),
            ...(mine && { owner_id: [me] }),
            active: [true],
            limit: 50,
            ...(cursor === undefined ? { count: 'estimated' as const } : { cursor }),
          },
        },
      }),
    ),
  );

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['contacts'] });
onEvents({ 'contact.created': again, 'contact.updated': again });
