import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellOff, BellPlus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Customer, api, once, unwrap } from '@/api';
import { type NameOf, useDepartmentNames } from '@/shared/directory';
import { useMe } from '@/shared/permissions';
import { DepartmentPicker } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Part } from '../part';
import { followersQuery } from '../queries';

interface Props {
  customer: Customer;
  nameOf: NameOf;
}

/** Who is told what others change at the customer: people who follow it, and departments named for it. */
export function FollowersPart({ customer, nameOf }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const departmentOf = useDepartmentNames();
  const followers = useQuery(followersQuery(customer.id));
  const [names, setNames] = useState(false);
  const { add, remove } = useFollowing(customer.id);
  const mine = followers.data?.items.find((each) => each.user_id === me.id);
  return (
    <Part
      title={<Trans>Told of changes</Trans>}
      query={followers}
      isEmpty={({ items }) => items.length === 0}
      empty={<Trans>Nobody besides those who work on it.</Trans>}
      actions={
        <>
          <Button size="sm" variant="ghost" onPress={() => setNames(true)}>
            <Trans>Name a department</Trans>
          </Button>
          {mine ? (
            <Button size="sm" icon={BellOff} isBusy={remove.isPending} onPress={() => remove.mutate(mine.id)}>
              <Trans>Follow no longer</Trans>
            </Button>
          ) : (
            <Button size="sm" icon={BellPlus} isBusy={add.isPending} onPress={() => add.mutate(null)}>
              <Trans>Follow</Trans>
            </Button>
          )}
        </>
      }
    >
      {({ items }) => (
        <>
          {names && (
            <DepartmentPicker
              className="mb-2 max-w-80"
              label={t`Department that is to be told`}
              autoFocus
              value={null}
              onChange={(id) => {
                setNames(false);
                add.mutate(id);
              }}
            />
          )}
          <ul className="flex flex-col gap-1.5">
            {items.map((each) => {
              const name = each.department_id
                ? departmentOf(each.department_id, each.department_name ?? '')
                : nameOf(each.user_id, each.user_name);
              return (
                <li key={each.id} className="flex items-center gap-2">
                  <b>{name}</b>
                  <span className="ml-auto text-xs text-ink-3">
                    <MyTime at={each.added_at} />
                  </span>
                  {each.department_id && (
                    <IconButton
                      icon={Trash2}
                      size="sm"
                      label={t`Tell ${name} no longer`}
                      onPress={() => remove.mutate(each.id)}
                    />
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Part>
  );
}

function useFollowing(customerId: string) {
  const client = useQueryClient();
  const path = { customer_id: customerId };
  const onSettled = () => client.invalidateQueries({ queryKey: followersQuery(customerId).queryKey });
  const add = useMutation({
    mutationFn: (departmentId: string | null) => {
      const body = { department_id: departmentId };
      return once(`follow:${customerId}`, body, (key) =>
        unwrap(
          api.POST('/v1/customers/{customer_id}/followers', {
            body,
            params: { path, header: { 'Idempotency-Key': key } },
          }),
        ),
      );
    },
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE('/v1/customers/{customer_id}/followers/{follower_id}', {
          params: { path: { ...path, follower_id: id } },
        }),
      ),
    onSettled,
  });
  return { add, remove };
}
