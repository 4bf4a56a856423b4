import { type Filters, countOf } from '@/shared/addresses/opportunities';
import { Trans, useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { Filter, List, ListFilter, Plus, SquareKanban } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const FilterDrawer = lazyDialog(() => import('./filter-drawer').then((module) => module.FilterDrawer));
const WhoseSelect = lazy(() => import('./whose-select').then((module) => ({ default: module.WhoseSelect })));

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

/** The head of the three views of the pipeline; what it is narrowed to goes with whoever changes the view. */
export function PipelineHead({ view, filters, onFilters, onNew }: Props) {
  const { t } = useLingui();
  const router = useRouter();
  const [isFiltering, setFiltering] = useState(false);
  const seesTeams = useMay('opportunity:read', 'team');
  const go = (next: View) => void router.navigate({ to: PATHS[next], search: filters });
  const { owner: _, team: __, ...others } = filters;
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
              <Suspense fallback={<span className="w-40 max-laptop:hidden" />}>
                <WhoseSelect filters={filters} onFilters={onFilters} />
              </Suspense>
            )}
            <Button icon={ListFilter} keys="f" onPress={() => setFiltering(true)}>
              <span className="max-tablet:sr-only">
                {more > 0 ? <Trans>Filter · {more}</Trans> : <Trans>Filter</Trans>}
              </span>
            </Button>
            {onNew && (
              <Button variant="primary" icon={Plus} keys="c" onPress={onNew}>
                <span className="max-tablet:sr-only">
                  <Trans>New opportunity</Trans>
                </span>
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
