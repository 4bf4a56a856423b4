import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { type EmailMessage, type PhoneCall, type ReportedState, api, listOptions, onEvents, once, unwrap } from '@/api';

export const REPORTED = ['calls', 'mails'] as const;
/** What the telephone switch and the mail server reported. */
export type ReportedKind = (typeof REPORTED)[number];

export interface ReportedChoice {
  kind: ReportedKind;
  state: ReportedState | null;
}

/** A call or a mail, as both are listed. */
export type Reported = PhoneCall | EmailMessage;

export const reportedQuery = ({ kind, state }: ReportedChoice) =>
  listOptions<Reported>(['reported', kind, state], (cursor, signal) => {
    const query = {
      ...(state !== null && { state: [state] }),
      limit: 50,
      ...(cursor === undefined ? { count: 'exact' as const } : { cursor }),
    };
    return kind === 'calls'
      ? unwrap(api.GET('/v1/phone-calls', { signal, params: { query } }))
      : unwrap(api.GET('/v1/email-messages', { signal, params: { query } }));
  });

/** Says with which customer it was; its contact record follows. */
export function useAttach(kind: ReportedKind, reported: Reported) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    mutationFn: (body: { customer_id: string; contact_id: string | null }) =>
      once<Reported>(`reported:${reported.id}`, body, (key) => {
        const header = { 'If-Match': `"${reported.version}"`, 'Idempotency-Key': key };
        return kind === 'calls'
          ? unwrap(
              api.POST('/v1/phone-calls/{call_id}/customer', {
                body,
                params: { path: { call_id: reported.id }, header },
              }),
            )
          : unwrap(
              api.POST('/v1/email-messages/{message_id}/customer', {
                body,
                params: { path: { message_id: reported.id }, header },
              }),
            );
      }),
    onSettled: () => again(client),
  });
}

const again = (client: QueryClient) => {
  void client.invalidateQueries({ queryKey: ['reported'] });
  void client.invalidateQueries({ queryKey: ['records'] });
};
onEvents({ 'contact_record.logged': again });
