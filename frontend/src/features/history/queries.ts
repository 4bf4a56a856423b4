import { api, listOptions, unwrap } from '@/api';
import type { HistoryEntity } from '@/api';
import type { HistoryChoice } from '@/shared/addresses/lists';
import { addDays, instantOf } from '@/shared/time';

const midnight = (day: string, zone: string) => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return instantOf({ year, month, day: date, hour: 0, minute: 0 }, zone).toISOString();
};

/** Changes of records, the newest first; days are those of the reader's zone. */
export const historyQuery = (choice: HistoryChoice, zone: string, limit = 50) =>
  listOptions(['history', choice, zone, limit], (cursor, signal) =>
    unwrap(
      api.GET('/v1/history', {
        signal,
        params: {
          query: {
            ...(choice.entity && { entity: [choice.entity as HistoryEntity] }),
            ...(choice.record && { entity_id: [choice.record] }),
            ...(choice.customer && { customer_id: [choice.customer] }),
            ...(choice.who && { actor_id: [choice.who] }),
            ...(choice.done && { operation: [choice.done] }),
            ...(choice.from && { 'at.gte': midnight(choice.from, zone) }),
            ...(choice.to && { 'at.lt': midnight(addDays(choice.to, 1), zone) }),
            limit,
            ...(cursor ? { cursor } : { count: 'estimated' as const }),
          },
        },
      }),
    ),
  );
