import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Shield } from 'lucide-react';
import { Fragment } from 'react';
import type { Permission, Role, RoleGrants, Scope } from '@/api';
import { usersQuery } from '@/shared/directory';
import { count, personName } from '@/shared/format';
import { label, roleLabels, scopeLabels } from '@/shared/labels';
import { Avatar } from '@/shared/ui/values/avatar';
import { cx } from '@/shared/ui/cx';
import { Note } from '@/shared/ui/feedback/note';
import { Column, Section } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { rolesQuery } from '../queries';
import { permissionGroups, permissionName, roleTasks } from '../words';

interface Props {
  open: string | null;
  onOpen: (role: string) => void;
}

const REACH: Record<Scope, string> = {
  own: 'inset-line-2 text-ink',
  team: 'bg-accent-soft text-ink inset-line-accent',
  department: 'bg-grade-b text-on-grade-b',
  company: 'bg-grade-a text-on-grade-a',
};

/** How far a permission reaches: deeper colour, wider reach; the word says it too. */
function ReachMark({ scope }: { scope: Scope }) {
  return (
    <span
      className={cx('inline-flex h-5 min-w-10 items-center justify-center rounded-badge px-1.5 text-xs', REACH[scope])}
    >
      {label(scopeLabels, scope)}
    </span>
  );
}

const SCOPES: readonly Scope[] = ['own', 'team', 'department', 'company'];

/** Every role with every permission: a cell says for whose records. */
export function RolesTab({ open, onOpen }: Props) {
  const { t, i18n } = useLingui();
  const list = useQuery(rolesQuery);
  const roles = list.data ?? [];
  const current = roles.find((role) => role.role === open) ?? roles[0];
  if (list.isPending) return <SkeletonRows rows={14} />;
  if (list.isError)
    return (
      <PartError
        title={<Trans>The roles were not loaded</Trans>}
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  const column = (role: Role) => (role === current?.role ? 'bg-accent-soft' : '');
  return (
    <div className="flex min-h-0 flex-1 divide-x divide-line">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-b border-line px-4 text-ink-2">
          <span className="flex-1">
            <Trans>A cell says how far it reaches: for whose records this may be done.</Trans>
          </span>
          {SCOPES.map((scope) => (
            <ReachMark key={scope} scope={scope} />
          ))}
        </div>
        <div className="min-h-0 flex-1 overflow-auto" role="region" aria-label={t`Roles and permissions`}>
          <table className="w-full border-separate border-spacing-0 text-center">
            <thead className="sticky top-0 z-10 bg-surface-2 text-xs">
              <tr>
                <th className="sticky left-0 z-10 h-9 min-w-44 border-b border-line bg-surface-2 px-4 text-left font-normal text-ink-3">
                  <Trans>Permission</Trans>
                </th>
                {roles.map(({ role }) => (
                  <th key={role} className={cx('min-w-18 border-b border-line px-1 font-normal', column(role))}>
                    <button
                      type="button"
                      aria-pressed={role === current?.role}
                      onClick={() => onOpen(role)}
                      className="cursor-default rounded-badge px-1 py-0.5 text-ink-2 hover:text-ink"
                    >
                      {label(roleLabels, role)}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th
                  scope="row"
                  className="sticky left-0 h-8 border-b border-line bg-surface px-4 text-left font-normal"
                >
                  <Trans>People</Trans>
                </th>
                {roles.map(({ role, people }) => (
                  <td key={role} className={cx('border-b border-line text-ink-2', column(role))}>
                    {count(people)}
                  </td>
                ))}
              </tr>
              {permissionGroups.map((group) => (
                <Fragment key={group.id}>
                  <tr>
                    <th
                      scope="colgroup"
                      colSpan={roles.length + 1}
                      className="h-7 border-b border-line bg-surface-2 px-4 text-left text-xs font-normal text-ink-3"
                    >
                      {i18n._(group.name)}
                    </th>
                  </tr>
                  {group.permissions.map((permission) => (
                    <Line key={permission} permission={permission} roles={roles} column={column} />
                  ))}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      {current && <RolePanel role={current} />}
    </div>
  );
}

interface LineProps {
  permission: Permission;
  roles: readonly RoleGrants[];
  column: (role: Role) => string;
}

function Line({ permission, roles, column }: LineProps) {
  return (
    <tr>
      <th
        scope="row"
        title={permission}
        className="sticky left-0 h-8 border-b border-line bg-surface px-4 text-left font-normal whitespace-nowrap"
      >
        {permissionName(permission)}
      </th>
      {roles.map(({ role, grants }) => {
        const scope = grants[permission];
        return (
          <td key={role} className={cx('border-b border-line px-1', column(role))}>
            {scope && <ReachMark scope={scope} />}
          </td>
        );
      })}
    </tr>
  );
}

const NAMED = 12;

function RolePanel({ role }: { role: RoleGrants }) {
  const { t, i18n } = useLingui();
  const users = useQuery(usersQuery).data;
  const people = [...(users?.values() ?? [])].filter((user) => user.active && user.role === role.role);
  const more = people.length - NAMED;
  const scopes = new Set(Object.values(role.grants));
  const meanings: Record<Scope, string> = {
    own: t`“Own” are the records somebody owns, is a member of, or was given a share in.`,
    team: t`“Team” adds those of the teams one belongs to, leads or manages.`,
    department: t`“Department” adds those of all teams of the department.`,
    company: t`“All” is the whole company.`,
  };
  return (
    <Column width={300} isSide label={label(roleLabels, role.role)} className="max-laptop:hidden">
      <Section>
        <h2 className="text-md font-strong">{label(roleLabels, role.role)}</h2>
        <p className="text-ink-2">{i18n._(roleTasks[role.role])}</p>
      </Section>
      <Section title={<Trans>{count(role.people)} people</Trans>}>
        <ul className="flex flex-col gap-1.5">
          {people.slice(0, NAMED).map((user) => (
            <li key={user.id} className="flex items-center gap-2">
              <Avatar name={personName(user)} />
              {personName(user)}
            </li>
          ))}
        </ul>
        {more > 0 && (
          <p className="mt-1 text-ink-3">
            <Trans>and {count(more)} more</Trans>
          </p>
        )}
      </Section>
      <Section title={<Trans>Where the reach comes from</Trans>}>
        <ul className="flex flex-col gap-1">
          {SCOPES.filter((scope) => scopes.has(scope)).map((scope) => (
            <li key={scope}>{meanings[scope]}</li>
          ))}
        </ul>
        <p className="mt-1 text-ink-3">
          <Trans>Who changes team or department has the new reach at once.</Trans>
        </p>
      </Section>
      <Note icon={Shield} className="m-4">
        <Trans>Roles are part of the product: which one somebody has is decided here, what it may do is not.</Trans>
      </Note>
    </Column>
  );
}
