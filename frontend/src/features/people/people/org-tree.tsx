import { useLingui } from '@lingui/react/macro';
import { Building, UserRound, UsersRound } from 'lucide-react';
import type { Department, Team, User } from '@/api';
import { count, title } from '@/shared/format';
import { cx } from '@/shared/ui/cx';
import { Column } from '@/shared/ui/layout/panel';

interface Props {
  users: readonly User[];
  departments: readonly Department[];
  teams: readonly Team[];
  /** The department or team that is chosen; null is the whole company. */
  of: string | null;
  onChoose: (of: string | null) => void;
}

const byTitle = (one: Department | Team, other: Department | Team) => title(one).localeCompare(title(other));

/** The company as a tree: departments, their teams, and how many work in each. */
export function OrgTree({ users, departments, teams, of, onChoose }: Props) {
  const { t } = useLingui();
  const working = users.filter((user) => user.active);
  const nowhere = working.filter((user) => user.department_id === null).length;
  const node = (id: string | null, name: string, number: number, depth: number, Icon: typeof Building) => (
    <button
      key={id ?? 'all'}
      type="button"
      aria-current={of === id}
      onClick={() => onChoose(id)}
      style={{ paddingLeft: 8 + depth * 16 }}
      className={cx(
        'flex min-h-7 w-full cursor-default items-center gap-2 rounded-control pr-2 text-left focus-visible:ring-focus-inside coarse:min-h-11',
        of === id ? 'bg-surface-3 font-strong' : 'hover:bg-hover',
      )}
    >
      <Icon className="icon-sm text-ink-3" aria-hidden />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="text-xs font-normal text-ink-3">{count(number)}</span>
    </button>
  );
  return (
    <Column width={220} isSide label={t`Departments and teams`} className="p-2 max-laptop:hidden">
      {node(null, t`The whole company`, working.length, 0, Building)}
      {departments
        .filter((department) => department.active)
        .toSorted(byTitle)
        .map((department) => (
          <div key={department.id}>
            {node(
              department.id,
              title(department),
              working.filter((user) => user.department_id === department.id).length,
              1,
              UsersRound,
            )}
            {teams
              .filter((team) => team.active && team.department_id === department.id)
              .toSorted(byTitle)
              .map((team) =>
                node(team.id, title(team), working.filter((user) => user.team_id === team.id).length, 2, UsersRound),
              )}
          </div>
        ))}
      {nowhere > 0 && node('none', t`Without a department`, nowhere, 1, UserRound)}
    </Column>
  );
}
