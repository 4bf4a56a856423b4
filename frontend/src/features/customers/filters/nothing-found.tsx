import { Trans, useLingui } from '@lingui/react/macro';
import { useQueries } from '@tanstack/react-query';
import { SearchX, UsersRound } from 'lucide-react';
import { count } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { Empty } from '@/shared/ui/feedback/states';
import { type Reader, searchBody } from './body';
import { type Wording, conditionWords } from './condition-text';
import { countQuery } from '../queries';
import type { Condition, ListState } from '../state';

interface Props {
  state: ListState;
  reader: Reader;
  wording: Wording;
  onConditions: (conditions: readonly Condition[]) => void;
  onQuestion: (q: string) => void;
  onNew: (() => void) | null;
}

const MOST = 6;

/** Nobody fits: which condition it is that keeps most away, and the press that takes it off. */
export function NothingFound({ state, reader, wording, onConditions, onQuestion, onNew }: Props) {
  const { t } = useLingui();
  const conditions = state.conditions.slice(0, MOST);
  const without = conditions.map((_, index) => state.conditions.toSpliced(index, 1));
  const counts = useQueries({
    queries: [
      ...without.map((rest) => countQuery(searchBody({ ...state, conditions: rest }, reader))),
      ...(state.q === '' ? [] : [countQuery(searchBody({ ...state, q: '' }, reader))]),
    ],
  });
  if (state.q === '' && state.conditions.length === 0) {
    return (
      <Empty
        className="py-16"
        icon={UsersRound}
        title={<Trans>No customer yet</Trans>}
        actions={
          onNew && (
            <Button onPress={onNew} keys="c">
              <Trans>New customer</Trans>
            </Button>
          )
        }
      >
        <Trans>Customers that you enter, import or are given stand here.</Trans>
      </Empty>
    );
  }
  const best = counts.reduce(
    (found, each, index) => ((each.data?.total ?? 0) > (counts[found]?.data?.total ?? 0) ? index : found),
    0,
  );
  const number = counts[best]?.data?.total ?? 0;
  const condition = conditions[best];
  const words = condition && conditionWords(condition, wording);
  const name = words
    ? [words.field, words.operator, words.value].filter(Boolean).join(' ')
    : t`the search “${state.q}”`;
  const found = count(number);
  return (
    <Empty
      className="py-16"
      icon={SearchX}
      title={<Trans>No customer fits</Trans>}
      actions={
        number > 0 && (
          <Button onPress={() => (condition ? onConditions(without[best] ?? []) : onQuestion(''))}>
            <Trans>Take off: {name}</Trans>
          </Button>
        )
      }
    >
      {number > 0 ? (
        <Trans>
          Without “{name}” there are {found}.
        </Trans>
      ) : (
        <Trans>No single condition keeps them away.</Trans>
      )}
    </Empty>
  );
}
