import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound, LogOut, Pencil, UserRoundMinus, UserRoundPlus, X } from 'lucide-react';
import { useState } from 'react';
import type { Department, Team, User } from '@/api';
import { count, joined, personName, title } from '@/shared/format';
import { label, roleLabels, scopeLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { timeIn, cityOf, useMinute } from '@/shared/time';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Facts, Section } from '@/shared/ui/layout/panel';
import { toast } from '@/shared/ui/feedback/toast';
import { rolesQuery, signOutEverywhere, updateUser, useReadAgain } from '../queries';
import { permissionName } from '../words';

const PersonDialog = lazyDialog(() => import('./person-dialog').then((module) => module.PersonDialog));
const LeaveDialog = lazyDialog(() => import('./leave-dialog').then((module) => module.LeaveDialog));
const PasswordDialog = lazyDialog(() => import('./password-dialog').then((module) => module.PasswordDialog));

interface Props {
  person: User;
  people: ReadonlyMap<string, User> | undefined;
  departments: ReadonlyMap<string, Department> | undefined;
  teams: ReadonlyMap<string, Team> | undefined;
  onClose: () => void;
}

/** One colleague: place, superiors, what the role may do; for administrators also what can be changed. */
export function PersonPanel({ person, people, departments, teams, onClose }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const writes = useMay('user:write');
  const { language } = usePreferences();
  const now = useMinute();
  const again = useReadAgain();
  const [asks, setAsks] = useState<'edit' | 'leave' | 'password' | null>(null);
  const signingOut = useMutation({
    mutationFn: () => signOutEverywhere(person.id),
    onSuccess: ({ sessions_ended: ended }) => toast.done(t`${personName(person)}: ${ended} sessions ended`),
  });
  const returning = useMutation({
    mutationFn: () => updateUser(person, { active: true }),
    onSuccess: () => {
      again();
      toast.done(t`${personName(person)} works here again`);
    },
  });
  const team = teams?.get(person.team_id ?? '');
  const department = departments?.get(person.department_id ?? '');
  const isProgram = person.role === 'api_client';
  const superiors = [team?.lead_id, team?.manager_id, department?.manager_id]
    .filter((id, index, ids) => id != null && id !== person.id && ids.indexOf(id) === index)
    .map((id) => people?.get(id ?? ''))
    .filter((each) => each !== undefined)
    .map(personName);
  const posts = [
    ...[...(teams?.values() ?? [])].filter((each) => [each.lead_id, each.manager_id].includes(person.id)),
    ...[...(departments?.values() ?? [])].filter((each) => each.manager_id === person.id),
  ].map(title);
  return (
    <>
      <header className="flex items-start gap-3 border-b border-line px-4 py-3">
        <Avatar name={personName(person)} size="lg" isMe={person.id === me.id} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-md font-strong">
            {person.name} {person.name_en !== person.name && person.name_en}
          </h2>
          <p className="truncate text-xs text-ink-3">{person.email}</p>
          {!person.active && (
            <Badge className="mt-1">
              <Trans>left</Trans>
            </Badge>
          )}
        </div>
        <IconButton icon={X} label={t`Close`} onPress={onClose} />
      </header>
      <Section
        title={<Trans>Who it is</Trans>}
        actions={
          writes && (
            <Button size="sm" icon={Pencil} onPress={() => setAsks('edit')}>
              <Trans>Change</Trans>
            </Button>
          )
        }
      >
        <Facts
          width={88}
          facts={[
            { name: t`Role`, value: label(roleLabels, person.role) },
            { name: t`Department`, value: department ? title(department) : '—' },
            { name: t`Team`, value: team ? title(team) : '—' },
            { name: t`Superiors`, value: superiors.join(' → ') || '—' },
            { name: t`Responsible for`, value: joined(posts) || '—' },
            { name: t`Extension`, value: person.extension ?? '—' },
            { name: t`Time zone`, value: `${cityOf(person.zone)} ${timeIn(now, person.zone)}` },
            {
              name: t`Language`,
              value: new Intl.DisplayNames([language], { type: 'language' }).of(person.locale) ?? person.locale,
            },
          ]}
        />
      </Section>
      <Grants person={person} />
      {writes && (
        <Section title={<Trans>Signing in</Trans>}>
          <div className="flex flex-wrap gap-2">
            {!isProgram && (
              <>
                <Button size="sm" icon={KeyRound} onPress={() => setAsks('password')}>
                  <Trans>Set a password</Trans>
                </Button>
                <Button size="sm" icon={LogOut} isBusy={signingOut.isPending} onPress={() => signingOut.mutate()}>
                  <Trans>Sign out everywhere</Trans>
                </Button>
              </>
            )}
            {isProgram && (
              <p className="text-ink-2">
                <Trans>A program signs in with an API key only.</Trans>
              </p>
            )}
          </div>
        </Section>
      )}
      {writes && person.id !== me.id && (
        <Section title={person.active ? <Trans>Leaving</Trans> : <Trans>Coming back</Trans>}>
          {person.active ? (
            <>
              <p className="mb-2 text-ink-2">
                <Trans>
                  Sessions and keys end at once, posts become vacant, and what is theirs to do goes to a successor.
                </Trans>
              </p>
              <Button size="sm" icon={UserRoundMinus} onPress={() => setAsks('leave')}>
                <Trans>Leaves the company</Trans>
              </Button>
            </>
          ) : (
            <Button size="sm" icon={UserRoundPlus} isBusy={returning.isPending} onPress={() => returning.mutate()}>
              <Trans>Works here again</Trans>
            </Button>
          )}
        </Section>
      )}
      {asks === 'edit' && <PersonDialog person={person} place={null} onClose={() => setAsks(null)} />}
      {asks === 'leave' && <LeaveDialog person={person} onClose={() => setAsks(null)} />}
      {asks === 'password' && <PasswordDialog person={person} onClose={() => setAsks(null)} />}
    </>
  );
}

/** What the person may do by role: how many permissions, and each with its reach. */
function Grants({ person }: { person: User }) {
  const role = useQuery(rolesQuery).data?.find((each) => each.role === person.role);
  if (!role) return null;
  const grants = Object.entries(role.grants);
  return (
    <Section title={<Trans>May do by role</Trans>} note={<Trans>{count(grants.length)} permissions</Trans>}>
      <dl className="grid max-h-60 grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 overflow-auto">
        {grants.map(([permission, scope]) => (
          <div key={permission} className="contents">
            <dt className="truncate text-ink-2">{permissionName(permission)}</dt>
            <dd>{label(scopeLabels, scope)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
