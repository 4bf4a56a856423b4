import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowDownUp, ListFilter } from 'lucide-react';
import { type ReactNode, Suspense, lazy, useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import type { CustomersSortKey } from '@/api';
import { Button } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { Menu } from '@/shared/ui/actions/menu';
import { Popover } from '@/shared/ui/overlays/popover';
import { COLUMNS } from '../columns/columns';
import type { Choices } from './condition-form';
import { type Wording, conditionWords } from './condition-text';
import { type Condition, type ListState, type ViewContent, canSort, isOfView } from '../state';

const ConditionForm = lazy(() => import('./condition-form').then((m) => ({ default: m.ConditionForm })));

interface Props {
  state: ListState;
  view: ViewContent;
  wording: Wording;
  choices: Choices;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onConditions: (conditions: readonly Condition[]) => void;
  onSort: (sort: CustomersSortKey | null) => void;
  /** Columns and density, right. */
  after: ReactNode;
}

/** The conditions as chips, and the way to add one. */
export function FilterBar({ state, view, wording, choices, isOpen, onOpen, onConditions, onSort, after }: Props) {
  const { t } = useLingui();
  const [changed, setChanged] = useState<number | null>(null);
  const { conditions } = state;
  const put = (condition: Condition) => {
    onConditions(changed === null ? [...conditions, condition] : conditions.with(changed, condition));
    onOpen(false);
  };
  return (
    <div className="flex min-h-10 flex-none items-center gap-2 border-b border-line px-4 py-1.5">
      <div className="flex min-w-0 flex-wrap items-center gap-2" role="group" aria-label={t`Conditions`}>
        {conditions.map((condition, index) => {
          const words = conditionWords(condition, wording);
          return (
            <FilterChip
              key={index}
              {...words}
              isChanged={!isOfView(condition, view)}
              onRemove={() => onConditions(conditions.toSpliced(index, 1))}
              onPress={() => {
                setChanged(index);
                onOpen(true);
              }}
            />
          );
        })}
        <DialogTrigger
          isOpen={isOpen}
          onOpenChange={(open) => {
            if (open) setChanged(null);
            onOpen(open);
          }}
        >
          <Button variant="ghost" size="sm" icon={ListFilter} keys="f">
            <Trans>Filter</Trans>
          </Button>
          <Popover placement="bottom start">
            <Dialog aria-label={t`Condition`} className="outline-none">
              <Suspense fallback={<div className="h-40 w-72" />}>
                <ConditionForm
                  key={changed ?? 'new'}
                  condition={changed === null ? null : (conditions[changed] ?? null)}
                  onDone={put}
                  {...choices}
                />
              </Suspense>
            </Dialog>
          </Popover>
        </DialogTrigger>
      </div>
      <div className="ml-auto flex flex-none items-center gap-2">
        <SortMenu sort={state.sort} onSort={onSort} />
        {after}
      </div>
    </div>
  );
}

function SortMenu({ sort, onSort }: { sort: CustomersSortKey | null; onSort: Props['onSort'] }) {
  const { t, i18n } = useLingui();
  const sorted = sort?.replace(/^-/, '') ?? null;
  const name = (id: string | null) => {
    const column = COLUMNS.find((each) => each.id === id);
    return column ? i18n._(column.name) : t`Newest first`;
  };
  return (
    <Menu
      label={t`Sort by`}
      trigger={
        <Button variant="ghost" size="sm" icon={ArrowDownUp}>
          {name(sorted)} {sorted !== null && (sort?.startsWith('-') ? '↓' : '↑')}
        </Button>
      }
      checked={sort === null ? ['none'] : [sort]}
      groups={[
        { entries: [{ id: 'none', name: t`Newest first`, run: () => onSort(null) }] },
        {
          entries: COLUMNS.filter((column) => canSort(column.id)).flatMap((column) => [
            { id: column.id, name: `${i18n._(column.name)} ↑`, run: () => onSort(column.id as CustomersSortKey) },
            {
              id: `-${column.id}`,
              name: `${i18n._(column.name)} ↓`,
              run: () => onSort(`-${column.id}` as CustomersSortKey),
            },
          ]),
        },
      ]}
    />
  );
}
