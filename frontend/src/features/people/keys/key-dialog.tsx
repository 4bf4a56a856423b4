import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiKeyCreated, Permission } from '@/api';
import { usersQuery } from '@/shared/directory';
import { personName } from '@/shared/format';
import { label, scopeLabels } from '@/shared/labels';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, instantOf, useMinute } from '@/shared/time';
import { Checkbox } from '@/shared/ui/forms/choice';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { createKey, rolesQuery } from '../queries';
import { permissionGroups, permissionName } from '../words';

interface Props {
  onClose: () => void;
  onMade: (key: ApiKeyCreated) => void;
}

const USUAL_DAYS = 180;
const MOST_DAYS = 365;

/** What must be read where something of the same kind is written, if there is such a permission. */
const readOf = (permission: Permission, held: ReadonlySet<Permission>): Permission | null => {
  const [noun = '', verb] = permission.split(':');
  const read = (noun === 'compensation' ? 'complaint:read' : `${noun}:read`) as Permission;
  return verb !== 'read' && held.has(read) ? read : null;
};

/** A key is made: for whom, for what, how long, and nothing more than that. */
export function KeyDialog({ onClose, onMade }: Props) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const users = useQuery(usersQuery).data;
  const roles = useQuery(rolesQuery).data;
  const makesForPrograms = me.grants['api_key:write'] === 'company';
  const programs = [...(users?.values() ?? [])].filter((user) => user.active && user.role === 'api_client');
  const [name, setName] = useState('');
  const [userId, setUserId] = useState(me.id);
  const [chosen, setChosen] = useState<readonly Permission[]>([]);
  const [until, setUntil] = useState<string | null>(addDays(today, USUAL_DAYS));
  const [rate, setRate] = useState('');
  const role = users?.get(userId)?.role ?? me.role;
  const grants = roles?.find((each) => each.role === role)?.grants ?? me.grants;
  const held = new Set(Object.keys(grants) as Permission[]);
  const wanted = chosen.filter((permission) => held.has(permission));
  const toggle = (permission: Permission, isOn: boolean) => {
    const read = readOf(permission, held);
    const rest = chosen.filter((each) => each !== permission && (isOn || readOf(each, held) !== permission));
    setChosen(isOn ? [...new Set([...rest, permission, ...(read ? [read] : [])])] : rest);
  };
  const endOf = (day: string) => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
    return instantOf({ year, month, day: date, hour: 23, minute: 59 }, zone).toISOString();
  };
  return (
    <FormDialog
      title={t`Make a key`}
      size="lg"
      act={t`Make the key`}
      footnote={<Trans>It is shown once, right after this.</Trans>}
      onClose={onClose}
      isReady={name.trim() !== '' && wanted.length > 0 && until !== null}
      shows={(pointer) => ['/name', '/user_id', '/expires_at', '/rate_limit_per_minute'].includes(pointer)}
      send={async () =>
        onMade(
          await createKey({
            name: name.trim(),
            ...(userId !== me.id && { user_id: userId }),
            permissions: [...wanted],
            expires_at: endOf(until ?? today),
            ...(rate.trim() !== '' && { rate_limit_per_minute: Number(rate) }),
          }),
        )
      }
    >
      {({ isAsked, faultAt }) => (
        <>
          <div className="grid grid-cols-2 items-start gap-3 max-tablet:grid-cols-1">
            <TextField
              label={t`What it is for`}
              isRequired
              autoFocus
              placeholder={t`Warehouse sync`}
              value={name}
              onChange={setName}
              error={isAsked && name.trim() === '' ? t`Name the program, so that others know it.` : faultAt('/name')}
            />
            {makesForPrograms && (
              <Select
                label={t`Acts as`}
                choices={[
                  { id: me.id, name: t`Myself` },
                  ...programs.map((user) => ({ id: user.id, name: personName(user), detail: user.email })),
                ]}
                value={userId}
                onChange={setUserId}
                help={t`Programs are people of the role “API client”.`}
                error={faultAt('/user_id')}
              />
            )}
            <DateField
              label={t`Last day`}
              isRequired
              min={today}
              max={addDays(today, MOST_DAYS)}
              value={until}
              onChange={setUntil}
              error={isAsked && until === null ? t`Needed.` : faultAt('/expires_at')}
            />
            <TextField
              label={t`Requests a minute`}
              inputMode="numeric"
              note={t`as many as the server allows, when empty`}
              value={rate}
              onChange={(text) => setRate(text.replaceAll(/\D/g, ''))}
              error={faultAt('/rate_limit_per_minute')}
            />
          </div>
          <div role="group" aria-label={t`What it may do`} className="border-t border-line pt-2">
            {isAsked && wanted.length === 0 && (
              <p role="alert" className="text-xs text-bad-ink">
                <Trans>Choose what it may do. Less is safer.</Trans>
              </p>
            )}
            {permissionGroups.map((group) => {
              const offered = group.permissions.filter((permission) => held.has(permission));
              if (offered.length === 0) return null;
              return (
                <section key={group.id} className="mb-2">
                  <h3 className="text-xs text-ink-3">{i18n._(group.name)}</h3>
                  <div className="grid grid-cols-2 gap-x-4 max-tablet:grid-cols-1">
                    {offered.map((permission) => (
                      <Checkbox
                        key={permission}
                        isSelected={wanted.includes(permission)}
                        onChange={(isOn) => toggle(permission, isOn)}
                      >
                        <span className="min-w-0 truncate">{permissionName(permission)}</span>
                        <span className="text-xs text-ink-3">{label(scopeLabels, grants[permission] ?? 'own')}</span>
                      </Checkbox>
                    ))}
                  </div>
                </section>
              );
            })}
          </div>
        </>
      )}
    </FormDialog>
  );
}
