import type { TargetOf } from '@/api';
import { count, moneyShort } from '@/shared/format';
import { Measured } from '@/shared/ui/values/measured';
import { type Measure, doneOf, setOf, shareOf } from './targets';

interface Props {
  row: TargetOf;
  measure: Measure;
  name: string;
}

/** What was done of a month's target; nothing where none is set. */
export function TargetMeasure({ row, measure, name }: Props) {
  const set = setOf(row, measure);
  if (set === null) return null;
  const { currency } = row.done.signed_sum;
  const say = (value: number) =>
    measure === 'signed_sum' ? moneyShort({ amount: value.toString(), currency }) : count(value);
  return (
    <Measured name={name} done={say(doneOf(row, measure))} whole={say(Number(set))} share={shareOf(row, measure)} />
  );
}
