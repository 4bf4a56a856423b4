import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { usersQuery } from '@/shared/directory';
import { count } from '@/shared/format';
import { useMay } from '@/shared/permissions';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Tabs } from '@/shared/ui/layout/tabs';
import { PeopleTab as People } from './people/people-tab';
import { departmentsQuery, teamsQuery } from './queries';

const Organisation = lazy(async () => ({ default: (await import('./organisation/organisation-tab')).OrganisationTab }));
const Roles = lazy(async () => ({ default: (await import('./roles/roles-tab')).RolesTab }));
const Keys = lazy(async () => ({ default: (await import('./keys/keys-tab')).KeysTab }));

export type PeopleTab = 'people' | 'organisation' | 'roles' | 'keys';

export interface PeopleChoice {
  tab: PeopleTab;
  /** A department or team whose people are shown. */
  of: string | null;
  /** The person, or in the tab of roles the role, that is open. */
  open: string | null;
}

interface Props {
  choice: PeopleChoice;
  onChoice: (choice: PeopleChoice) => void;
}

/** Who works here, in which department and team, what each role may do, and the keys of programs. */
export function PeoplePage({ choice, onChoice }: Props) {
  const { t } = useLingui();
  const users = useQuery(usersQuery);
  const teams = useQuery(teamsQuery);
  const departments = useQuery(departmentsQuery);
  const writes = useMay('user:write');
  const holdsKeys = useMay('api_key:write');
  const active = [...(users.data?.values() ?? [])].filter((user) => user.active).length;
  const places = [...(teams.data?.values() ?? []), ...(departments.data?.values() ?? [])].filter((each) => each.active);
  const known = (number: number, isKnown: boolean) => (isKnown ? { count: count(number) } : {});
  return (
    <>
      <PanelHeader title={t`People and permissions`} isReadOnly={!writes} />
      <Tabs<PeopleTab>
        className="flex-1"
        label={t`People and permissions`}
        value={choice.tab}
        onChange={(tab) => onChoice({ tab, of: null, open: null })}
        tabs={[
          { id: 'people', name: t`People`, ...known(active, users.isSuccess) },
          {
            id: 'organisation',
            name: t`Teams and departments`,
            ...known(places.length, teams.isSuccess && departments.isSuccess),
          },
          { id: 'roles', name: t`Roles and permissions` },
          ...(holdsKeys ? [{ id: 'keys' as const, name: t`API keys` }] : []),
        ]}
      >
        <Suspense fallback={<SkeletonRows rows={12} />}>
          {choice.tab === 'people' && <People choice={choice} onChoice={onChoice} />}
          {choice.tab === 'organisation' && <Organisation />}
          {choice.tab === 'roles' && (
            <Roles open={choice.open} onOpen={(role) => onChoice({ ...choice, open: role })} />
          )}
          {choice.tab === 'keys' && holdsKeys && <Keys />}
        </Suspense>
      </Tabs>
    </>
  );
}
