import { useQueryClient } from '@tanstack/react-query';
import { type PlannedContact, type PlannedContactAdd, api, once, unwrap } from '@/api';
import { plansKey } from '@/shared/plans';

/** Reads anew what plans and their contacts touch. */
export function useRefresh() {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [plansKey, ['alerts'], ['customers', 'record']]) void client.invalidateQueries({ queryKey });
  };
}

const header = (item: PlannedContact, key: string) => ({ 'If-Match': `"${item.version}"`, 'Idempotency-Key': key });

/** Moves a planned contact to another day or time. While its plan is drafted it changes in place. */
export function reschedule(
  item: PlannedContact,
  when: { due_on?: string | null; due_at?: string; outside_hours_reason?: string },
  reason: string,
) {
  if (!item.allowed_moves.includes('reschedule')) {
    const { due_on, ...rest } = when;
    return unwrap(
      api.PATCH('/v1/planned-contacts/{item_id}', {
        body: { ...rest, ...(due_on != null && { due_on }), ...(reason !== '' && { reason }) },
        params: { path: { item_id: item.id }, header: { 'If-Match': `"${item.version}"` } },
      }),
    );
  }
  const body = { ...when, reason };
  return once(`reschedule:${item.id}`, body, (key) =>
    unwrap(
      api.POST('/v1/planned-contacts/{item_id}/moves/reschedule', {
        body,
        params: { path: { item_id: item.id }, header: header(item, key) },
      }),
    ),
  );
}

/** Gives it to somebody else. */
export function reassign(item: PlannedContact, assignee_id: string, reason: string) {
  const body = { assignee_id, reason: reason || null };
  return once(`reassign:${item.id}`, body, (key) =>
    unwrap(
      api.POST('/v1/planned-contacts/{item_id}/moves/reassign', {
        body,
        params: { path: { item_id: item.id }, header: header(item, key) },
      }),
    ),
  );
}

/** Gives it up. */
export function cancel(item: PlannedContact, reason: string) {
  const body = { reason };
  return once(`cancel:${item.id}`, body, (key) =>
    unwrap(
      api.POST('/v1/planned-contacts/{item_id}/moves/cancel', {
        body,
        params: { path: { item_id: item.id }, header: header(item, key) },
      }),
    ),
  );
}

/** Plans one contact. */
export function addOne(plan: string, body: PlannedContactAdd) {
  return once(`plan-item:${plan}`, body, (key) =>
    unwrap(
      api.POST('/v1/contact-plans/{plan_id}/items', {
        body,
        params: { path: { plan_id: plan }, header: { 'Idempotency-Key': key } },
      }),
    ),
  );
}

/** Plans the same with several customers, and says of each what became of it. */
export function addMany(plan: string, items: Omit<PlannedContactAdd, 'reason'>[], reason: string | null) {
  const body = { items, reason };
  return once(`plan-items:${plan}`, body, (key) =>
    unwrap(
      api.POST('/v1/contact-plans/{plan_id}/items/bulk', {
        body,
        params: { path: { plan_id: plan }, header: { 'Idempotency-Key': key } },
      }),
    ),
  );
}
