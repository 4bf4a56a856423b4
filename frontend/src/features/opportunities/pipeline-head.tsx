import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Filter, List, ListFilter, Plus, SquareKanban } from 'lucide-react';
import { useState } from 'react';
import { title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/button';
import { Checkbox, Segmented } from '@/shared/ui/choice';
import { Drawer } from '@/shared/ui/dialog';
import { PanelHeader } from '@/shared/ui/panel';
import { PersonPicker } from '@/shared/pickers';
import { type Choice, Select } from '@/shared/ui/select';
import { TextField } from '@/shared/ui/text-field';
import type { Filters } from './filters';
import { countOf } from './filters';
import { teamsQuery } from './queries';

export type View = 'board' | 'list' | 'funnel';

const PATHS = {
  board: '/opportunities',
  list: '/opportunities/list',
  funnel: '/opportunities/funnel',
} as const satisfies Record<View, string>;

interface Props {
  view: View;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  onNew?: (() => void) | undefined;
}

const ALL = 'all';
const MINE = 'me';

/** The head of the three views of the pipeline; what it is narrowed to goes with whoever changes the view. */
export function PipelineHead({ view, filters, onFilters, onNew }: Props) {
  const { t } = useLingui();
  const router = useRouter();
  const [isFiltering, setFiltering] = useState(false);
  const seesTeams = useMay('opportunity:read', 'team');
  const teams = useQuery({ ...teamsQuery, enabled: seesTeams });
  const go = (next: View) => void router.navigate({ to: PATHS[next], search: filters });
  const { owner, team, ...others } = filters;
  const whose = team ?? (owner === MINE ? MINE : owner === undefined ? ALL : owner);
  const choose = (id: string) => {
    if (id === ALL) onFilters(others);
    else onFilters(id === MINE ? { ...others, owner: MINE } : { ...others, team: id });
  };
  useHotkeys([
    { keys: 'f', name: t`Filter`, group: 'list', run: () => setFiltering(true) },
    { keys: 'v b', name: t`As a board`, group: 'list', run: () => go('board') },
    { keys: 'v l', name: t`As a list`, group: 'list', run: () => go('list') },
    { keys: 'v f', name: t`As a funnel`, group: 'list', run: () => go('funnel') },
  ]);
  const more = countOf(others);
  return (
    <>
      <PanelHeader
        title={t`Opportunities`}
        note={
          <Segmented<View>
            label={t`View`}
            value={view}
            onChange={go}
            choices={[
              { id: 'board', name: t`Board`, mark: <SquareKanban className="icon-xs" aria-hidden /> },
              { id: 'list', name: t`List`, mark: <List className="icon-xs" aria-hidden /> },
              { id: 'funnel', name: t`Funnel`, mark: <Filter className="icon-xs" aria-hidden /> },
            ]}
          />
        }
        actions={
          <>
            {seesTeams && (
              <Select
                className="w-40 max-laptop:hidden"
                label={t`Whose`}
                hidesLabel
                choices={[
                  { id: ALL, name: t`All I see` },
                  { id: MINE, name: t`Mine` },
                  ...(teams.data?.items ?? []).map((each) => ({ id: each.id, name: title(each) })),
                  ...(owner !== undefined && owner !== MINE ? [{ id: owner, name: t`One person` }] : []),
                ]}
                value={whose}
                onChange={choose}
              />
            )}
            <Button icon={ListFilter} keys="f" onPress={() => setFiltering(true)}>
              {more > 0 ? <Trans>Filter · {more}</Trans> : <Trans>Filter</Trans>}
            </Button>
            {onNew && (
              <Button variant="primary" icon={Plus} keys="c" onPress={onNew}>
                <Trans>New opportunity</Trans>
              </Button>
            )}
          </>
        }
      />
      {isFiltering && (
        <FilterDrawer
          filters={filters}
          seesOthers={seesTeams}
          onFilters={onFilters}
          onClose={() => setFiltering(false)}
        />
      )}
    </>
  );
}

interface DrawerProps {
  filters: Filters;
  seesOthers: boolean;
  onFilters: (filters: Filters) => void;
  onClose: () => void;
}

function FilterDrawer({ filters, seesOthers, onFilters, onClose }: DrawerProps) {
  const { t } = useLingui();
  const [person, setPerson] = useState<Choice | null>(null);
  const without = (name: keyof Filters) => {
    const { [name]: _, ...rest } = filters;
    return rest;
  };
  return (
    <Drawer
      isOpen
      onClose={onClose}
      width="sm"
      title={<Trans>Filter</Trans>}
      footer={
        <>
          <Button onPress={() => onFilters({})}>
            <Trans>Show all</Trans>
          </Button>
          <Button className="ml-auto" onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 p-4">
        <TextField
          label={t`The title contains`}
          autoFocus
          value={filters.q ?? ''}
          onChange={(q) => onFilters(q === '' ? without('q') : { ...filters, q })}
        />
        {seesOthers && (
          <PersonPicker
            label={t`Whose`}
            value={person}
            onChange={(chosen) => {
              setPerson(chosen);
              const { team: _, ...rest } = filters;
              onFilters(chosen ? { ...rest, owner: chosen.id } : without('owner'));
            }}
          />
        )}
        <Select
          label={t`Grade of the customer`}
          choices={[
            { id: ALL, name: t`Any` },
            ...(['A', 'B', 'C', 'D'] as const).map((grade) => ({ id: grade, name: grade })),
          ]}
          value={filters.grade ?? ALL}
          onChange={(grade) => onFilters(grade === ALL ? without('grade') : { ...filters, grade: grade })}
        />
        <Checkbox
          isSelected={filters.important === true}
          onChange={(isOn) => onFilters(isOn ? { ...filters, important: true } : without('important'))}
        >
          <Trans>Important ones only</Trans>
        </Checkbox>
        <Select
          label={t`What they lack`}
          choices={[
            { id: ALL, name: t`Anything or nothing` },
            { id: 'follow_up', name: t`No follow-up` },
            { id: 'overdue', name: t`Follow-up late` },
            { id: 'review', name: t`Review owed` },
          ]}
          value={filters.need ?? ALL}
          onChange={(need) => onFilters(need === ALL ? without('need') : { ...filters, need: need })}
        />
      </div>
    </Drawer>
  );
}
