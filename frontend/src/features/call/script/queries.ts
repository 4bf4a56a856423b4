import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ScriptChosen, api, onEvents, unwrap } from '@/api';
import type { CallSubject } from '../wrap-up/wrap-up';

/** The script for a call. Another one that fits is asked for by its id. */
export const matchQuery = (item: CallSubject, contact: string | null, script: string | null) =>
  queryOptions({
    queryKey: ['scripts', 'match', item.customer_id, contact, item.occasion, script],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/scripts/match', {
          signal,
          params: {
            query: {
              customer_id: item.customer_id,
              contact_id: contact,
              occasion: item.occasion,
              script_id: script,
            },
          },
        }),
      ),
  });

/** Where mail goes: to the person there, else to the company; empty where none is known or it is hidden. */
export const addressQuery = (customer: string, contact: string | null) =>
  queryOptions({
    queryKey: ['customers', 'record', customer, 'address', contact],
    queryFn: async ({ signal }) => {
      const params = { path: { customer_id: customer } };
      const { items } = await unwrap(
        api.GET('/v1/customers/{customer_id}/contacts', { signal, params: { ...params, query: { limit: 100 } } }),
      );
      const person = items.find((each) => each.id === contact);
      const own = person?.emails?.[0]?.address;
      if (own !== undefined) return { name: person?.name ?? '', address: own };
      const company = await unwrap(api.GET('/v1/customers/{customer_id}', { signal, params }));
      return { name: person?.name ?? '', address: company.emails?.[0]?.address ?? '' };
    },
  });

/** Keeps one's own wording of a part, in one language; the template stays. */
export function useOwnWording(chosen: ScriptChosen) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ section, language, text }: { section: string; language: string; text: string }) => {
      const mine = chosen.adaptation?.sections ?? {};
      const sections = { ...mine, [section]: { ...mine[section], [language]: text } };
      return unwrap(
        api.PUT('/v1/script-versions/{version_id}/adaptation', {
          body: { sections },
          params: { path: { version_id: chosen.version_id } },
        }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['scripts', 'match'] }),
  });
}

onEvents({
  'script_version.moved': (client) => void client.invalidateQueries({ queryKey: ['scripts'] }),
  'script.changed': (client) => void client.invalidateQueries({ queryKey: ['scripts'] }),
});
