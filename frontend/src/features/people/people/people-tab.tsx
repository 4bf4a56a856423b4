import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { UserPlus, UserSearch } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { User } from '@/api';
import { usersQuery } from '@/shared/directory';
import { count, personName, title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label, roleLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { cityOf } from '@/shared/time';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Column } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { DataTable, type TableColumn } from '@/shared/ui/table';
import { SearchField } from '@/shared/ui/forms/text-field';
import type { PeopleChoice } from '../people-page';
import { departmentsQuery, teamsQuery } from '../queries';
import { OrgTree } from './org-tree';
import { PersonPanel } from './person-panel';

const PersonDialog = lazyDialog(() => import('./person-dialog').then((module) => module.PersonDialog));

interface Props {
  choice: PeopleChoice;
  onChoice: (choice: PeopleChoice) => void;
}

/** Everybody of the company, a department or a team; the chosen one beside the list. */
export function PeopleTab({ choice, onChoice }: Props) {
  const { t } = useLingui();
  const { of, open } = choice;
  const list = useQuery(usersQuery);
  const departments = useQuery(departmentsQuery).data;
  const teams = useQuery(teamsQuery).data;
  const writes = useMay('user:write');
  const [find, setFind] = useState('');
  const [withLeft, setWithLeft] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const all = useMemo(() => [...(list.data?.values() ?? [])], [list.data]);
  const rows = useMemo(() => {
    const wanted = find.trim().toLowerCase();
    return all
      .filter((user) => withLeft || user.active)
      .filter((user) =>
        of === null
          ? true
          : of === 'none'
            ? user.department_id === null
            : [user.department_id, user.team_id].includes(of),
      )
      .filter((user) =>
        [user.name, user.name_en, user.email, user.extension].some((text) => text?.toLowerCase().includes(wanted)),
      )
      .toSorted((one, other) => personName(one).localeCompare(personName(other)));
  }, [all, of, withLeft, find]);
  const person = all.find((user) => user.id === open);
  const add = () => setAdding(true);
  useHotkeys([{ keys: 'c', name: t`Add somebody`, group: 'list', run: add, isOn: writes }]);
  const columns: TableColumn<User>[] = [
    {
      id: 'name',
      name: t({ context: 'person', message: 'Name' }),
      width: 170,
      cell: (user) => (
        <span className="flex min-w-0 items-center gap-2">
          <Avatar name={personName(user)} />
          <span className="truncate font-strong">{personName(user)}</span>
        </span>
      ),
    },
    { id: 'role', name: t`Role`, width: 150, cell: (user) => label(roleLabels, user.role) },
    {
      id: 'place',
      name: t`Team or department`,
      width: 150,
      grows: true,
      cell: (user) => {
        const place = teams?.get(user.team_id ?? '') ?? departments?.get(user.department_id ?? '');
        return place ? title(place) : '';
      },
    },
    { id: 'extension', name: t`Extension`, width: 76, align: 'end', cell: (user) => user.extension },
    { id: 'zone', name: t`Time zone`, width: 90, cell: (user) => cityOf(user.zone) },
    {
      id: 'state',
      name: t`State`,
      width: 88,
      cell: (user) =>
        user.active ? (
          <span className="text-ink-2">
            <Trans>works here</Trans>
          </span>
        ) : (
          <Badge>
            <Trans>left</Trans>
          </Badge>
        ),
    },
  ];
  return (
    <div className="flex min-h-0 flex-1 divide-x divide-line">
      <OrgTree
        users={all}
        departments={[...(departments?.values() ?? [])]}
        teams={[...(teams?.values() ?? [])]}
        of={of}
        onChoose={(next) => onChoice({ ...choice, of: next })}
      />
      <section className="flex min-h-0 min-w-0 flex-1 flex-col" aria-label={t`People`}>
        <header className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-b border-line px-4 py-1">
          <SearchField className="w-48" label={t`Name, email, extension`} value={find} onChange={setFind} />
          <Checkbox isSelected={withLeft} onChange={setWithLeft}>
            <Trans>Those who left too</Trans>
          </Checkbox>
          <span className="text-xs text-ink-3">
            <Trans>{count(rows.length)} people</Trans>
          </span>
          {writes && (
            <Button className="ml-auto" variant="primary" icon={UserPlus} keys="c" onPress={add}>
              <Trans>Add somebody</Trans>
            </Button>
          )}
        </header>
        {list.isPending && <SkeletonRows rows={12} />}
        {list.isError && (
          <PartError
            title={<Trans>The people were not loaded</Trans>}
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.isSuccess && (
          <DataTable<User>
            label={t`People`}
            columns={columns}
            rows={rows}
            idOf={(user) => user.id}
            current={open}
            onCurrent={(id) => onChoice({ ...choice, open: id })}
            onOpen={(user) => onChoice({ ...choice, open: user.id })}
            total={rows.length}
            empty={
              <Empty icon={UserSearch} className="py-14" title={<Trans>Nobody like that</Trans>}>
                <Trans>Another department, another name, or those who left too.</Trans>
              </Empty>
            }
          />
        )}
      </section>
      {person && (
        <Column
          width={340}
          isSide
          label={personName(person)}
          className="max-laptop:absolute max-laptop:inset-0 max-laptop:z-10 max-laptop:w-full!"
        >
          <PersonPanel
            person={person}
            people={list.data}
            departments={departments}
            teams={teams}
            onClose={() => onChoice({ ...choice, open: null })}
          />
        </Column>
      )}
      {isAdding && (
        <PersonDialog
          person={null}
          place={of}
          onClose={() => setAdding(false)}
          onDone={(made) => onChoice({ ...choice, open: made.id })}
        />
      )}
    </div>
  );
}
