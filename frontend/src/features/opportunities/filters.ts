import type { Filters } from '@/shared/addresses/opportunities';

/** The parameters of the API that a filter stands for. `today` is the company's day. */
export function parametersOf(filters: Filters, me: string, today: string) {
  const { owner, team, q, grade, important, need } = filters;
  return {
    ...(owner && { owner_id: [owner === 'me' ? me : owner] }),
    ...(team && { team_id: [team] }),
    ...(q && { 'title.contains': [q] }),
    ...(grade && { grade: [grade] }),
    ...(important && { important: [true] }),
    ...(need === 'follow_up' && { followed_up: [false] }),
    ...(need === 'overdue' && { 'follow_up_due_on.lt': today }),
    ...(need === 'review' && { 'review_due_on.lte': today }),
  };
}

export type Parameters = ReturnType<typeof parametersOf>;
