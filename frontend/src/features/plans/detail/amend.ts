import { useQueryClient } from '@tanstack/react-query';
import { type AmendmentChange, api, once, unwrap } from '@/api';
import { plansKey } from '@/shared/plans';

/** A change that is gathered: what the API takes, and what a list shows of it. */
export interface Gathered {
  change: AmendmentChange;
  /** The customer's name. */
  name: string;
}

const itemOf = ({ change }: Gathered) => (change.change === 'add' ? null : change.item_id);

/** The changes with one more; a later change of the same contact takes the earlier one's place. */
export function withChange(gathered: readonly Gathered[], next: Gathered): Gathered[] {
  const id = itemOf(next);
  return [...gathered.filter((each) => id === null || itemOf(each) !== id), next];
}

/** The changes without those of one contact. */
export const withoutItem = (gathered: readonly Gathered[], id: string) =>
  gathered.filter((each) => itemOf(each) !== id);

/** What is gathered for a contact. */
export function gatheredFor(gathered: readonly Gathered[], id: string): 'update' | 'remove' | null {
  const found = gathered.find((each) => itemOf(each) === id)?.change.change;
  return found === 'update' || found === 'remove' ? found : null;
}

/** Submits all changes with one reason: what is material waits for approval, the rest takes effect at once (RV-5). */
export function useAmend(plan: string) {
  const client = useQueryClient();
  return async (gathered: readonly Gathered[], reason: string) => {
    const body = { reason, changes: gathered.map(({ change }) => change) };
    const made = await once(`amend:${plan}`, body, (key) =>
      unwrap(
        api.POST('/v1/contact-plans/{plan_id}/amendments', {
          body,
          params: { path: { plan_id: plan }, header: { 'Idempotency-Key': key } },
        }),
      ),
    );
    await client.invalidateQueries({ queryKey: plansKey });
    return made;
  };
}
