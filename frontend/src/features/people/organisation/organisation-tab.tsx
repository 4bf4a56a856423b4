import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Ellipsis, Plus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { type Department, type Team, isApiError } from '@/api';
import { useNames, usersQuery } from '@/shared/directory';
import { count, countryName, joined, title } from '@/shared/format';
import { productLineName } from '@/shared/labels/goods';
import { useMay } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Confirm } from '@/shared/ui/overlays/dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Menu } from '@/shared/ui/actions/menu';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import {
  changeDepartment,
  changeTeam,
  departmentsQuery,
  dissolveDepartment,
  dissolveTeam,
  teamsQuery,
  useReadAgain,
} from '../queries';

const TeamDialog = lazyDialog(() => import('./team-dialog').then((module) => module.TeamDialog));
const DepartmentDialog = lazyDialog(() => import('./department-dialog').then((module) => module.DepartmentDialog));

/** A department or a team, told apart by what it is. */
export type Place = { kind: 'department'; record: Department } | { kind: 'team'; record: Team };

type Asks =
  | { what: 'team'; team: Team | null; departmentId: string | null }
  | { what: 'department'; department: Department | null }
  | { what: 'dissolve'; place: Place };

const byTitle = (one: Department | Team, other: Department | Team) =>
  Number(other.active) - Number(one.active) || title(one).localeCompare(title(other));

/** Departments with their teams: who is responsible, where they sell; founded, changed, closed and dissolved. */
export function OrganisationTab() {
  const { t } = useLingui();
  const writes = useMay('organisation:write');
  const departments = useQuery(departmentsQuery);
  const teams = useQuery(teamsQuery);
  const again = useReadAgain();
  const [asks, setAsks] = useState<Asks | null>(null);
  const close = () => setAsks(null);
  const acting = useMutation({
    meta: { handles: [409, 412] },
    mutationFn: ({ act }: { act: () => Promise<unknown>; done: string }) => act(),
    onSuccess: (_, { done }) => {
      close();
      again();
      toast.done(done);
    },
    onError: (error) => {
      close();
      if (isApiError(error)) toast.failed(error.problem.detail ?? problemText(error));
    },
  });
  if (departments.isPending || teams.isPending) return <SkeletonRows rows={10} />;
  const act = (place: Place, what: 'close' | 'open' | 'dissolve') => {
    const name = title(place.record);
    const active = what === 'open';
    const done = { close: t`${name} is closed`, open: t`${name} is open again`, dissolve: t`${name} is dissolved` }[
      what
    ];
    const run = (): Promise<unknown> => {
      if (place.kind === 'team')
        return what === 'dissolve' ? dissolveTeam(place.record) : changeTeam(place.record, { active });
      return what === 'dissolve' ? dissolveDepartment(place.record) : changeDepartment(place.record, { active });
    };
    acting.mutate({ act: run, done });
  };
  const menu = (place: Place) =>
    writes && (
      <Menu
        label={t`What to do with ${title(place.record)}`}
        trigger={<IconButton icon={Ellipsis} size="sm" label={t`What to do with ${title(place.record)}`} />}
        groups={[
          {
            entries: [
              {
                id: 'edit',
                name: t`Change`,
                run: () =>
                  setAsks(
                    place.kind === 'team'
                      ? { what: 'team', team: place.record, departmentId: null }
                      : { what: 'department', department: place.record },
                  ),
              },
              place.record.active
                ? { id: 'close', name: t`Close`, run: () => act(place, 'close') }
                : {
                    id: 'open',
                    name: t({ context: 'department', message: 'Open again' }),
                    run: () => act(place, 'open'),
                  },
              { id: 'dissolve', name: t`Dissolve`, isDanger: true, run: () => setAsks({ what: 'dissolve', place }) },
            ],
          },
        ]}
      />
    );
  const rows = [...(departments.data?.values() ?? [])].toSorted(byTitle);
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {writes && (
        <div className="flex h-10 items-center justify-end gap-2 border-b border-line px-4">
          <Button icon={Plus} onPress={() => setAsks({ what: 'team', team: null, departmentId: null })}>
            <Trans>Found a team</Trans>
          </Button>
          <Button variant="primary" icon={Plus} onPress={() => setAsks({ what: 'department', department: null })}>
            <Trans>Found a department</Trans>
          </Button>
        </div>
      )}
      {rows.length === 0 && (
        <Empty icon={UsersRound} className="py-16" title={<Trans>No department yet</Trans>}>
          <Trans>People, teams and questions all belong to one: found the first.</Trans>
        </Empty>
      )}
      <ul className="mx-auto max-w-240 px-4 py-2">
        {rows.map((department) => (
          <li key={department.id} className="border-b border-line py-3">
            <PlaceLine
              place={{ kind: 'department', record: department }}
              actions={menu({ kind: 'department', record: department })}
            />
            <ul className="pl-6">
              {[...(teams.data?.values() ?? [])]
                .filter((team) => team.department_id === department.id)
                .toSorted(byTitle)
                .map((team) => (
                  <li key={team.id} className="border-t border-line py-2 first:mt-2">
                    <PlaceLine place={{ kind: 'team', record: team }} actions={menu({ kind: 'team', record: team })} />
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
      {asks?.what === 'team' && <TeamDialog team={asks.team} departmentId={asks.departmentId} onClose={close} />}
      {asks?.what === 'department' && <DepartmentDialog department={asks.department} onClose={close} />}
      {asks?.what === 'dissolve' && (
        <Confirm
          isOpen
          onClose={close}
          title={t`Dissolve ${title(asks.place.record)}?`}
          keep={t`Keep it`}
          act={t`Dissolve`}
          isBusy={acting.isPending}
          onAct={() => act(asks.place, 'dissolve')}
        >
          <Trans>
            Only what nothing ever referred to can be dissolved. Anything else is closed, and stays in the books.
          </Trans>
        </Confirm>
      )}
    </div>
  );
}

/** Name, who answers for it, how many, and for a team where it sells. */
function PlaceLine({ place: { kind, record }, actions }: { place: Place; actions: React.ReactNode }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const users = useQuery(usersQuery).data;
  const people = [...(users?.values() ?? [])].filter(
    (user) => user.active && (kind === 'team' ? user.team_id : user.department_id) === record.id,
  ).length;
  const facts =
    kind === 'team'
      ? [
          record.lead_id && t`led by ${nameOf(record.lead_id)}`,
          record.manager_id && t`manager ${nameOf(record.manager_id)}`,
          record.product_line && productLineName(record.product_line),
          joined(record.region_countries.map(countryName)),
        ]
      : [record.manager_id ? t`manager ${nameOf(record.manager_id)}` : t`nobody responsible`];
  return (
    <div className="flex min-h-8 items-center gap-3">
      <span className="min-w-0 flex-1">
        <span className={kind === 'department' ? 'text-md font-strong' : 'font-strong'}>{title(record)}</span>{' '}
        {!record.active && (
          <Badge>
            <Trans>closed</Trans>
          </Badge>
        )}
        <span className="block text-ink-3">{facts.filter(Boolean).join(' · ')}</span>
      </span>
      <span className="flex-none text-ink-2">
        <Trans>{count(people)} people</Trans>
      </span>
      {actions}
    </div>
  );
}
