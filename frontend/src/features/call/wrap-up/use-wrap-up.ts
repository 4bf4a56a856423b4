import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isApiError } from '@/api';
import { useDraft } from '@/api/use-draft';
import { useMe } from '@/shared/permissions';
import { toast } from '@/shared/ui/feedback/toast';
import { requiredQuery } from '../queries';
import { type Gap, type WrapUp, gapAt, gapsOf } from './wrap-up';

const NOT_ASKED: string[] = [];

/** What is typed about one call: a draft from the first key on, until the server has taken it. */
export function useWrapUp(draftName: string, fresh: WrapUp) {
  const me = useMe();
  const kept = useDraft<WrapUp>(me.id, draftName);
  const [typed, setTyped] = useState<WrapUp | null>(null);
  const [gaps, setGaps] = useState<readonly Gap[]>([]);
  const [refusals, setRefusals] = useState(0);
  const [opensAt, setOpensAt] = useState<string | null>(null);
  const required = useQuery(requiredQuery).data ?? NOT_ASKED;

  const wrapUp = typed ?? { ...fresh, ...kept.found?.value };
  const latest = useRef(wrapUp);
  useEffect(() => {
    latest.current = wrapUp;
  });
  const onChange = (part: Partial<WrapUp>) => {
    const value = { ...latest.current, ...part };
    latest.current = value;
    setTyped(value);
    kept.keep(value);
    setGaps((old) => (old.length > 0 ? old.filter((gap) => gapsOf(value, required).includes(gap)) : old));
    return value;
  };
  const refuse = (found: readonly Gap[]) => {
    setGaps(found);
    setRefusals((times) => times + 1);
  };
  return {
    latest,
    kept,
    onChange,
    /** Whether nothing is missing; what is missing is said. */
    isWhole: () => {
      const missing = gapsOf(latest.current, required);
      if (missing.length > 0) refuse(missing);
      else setGaps([]);
      return missing.length === 0;
    },
    /** Puts what the server found wrong at its fields; `failure` is said when some of it belongs to none. */
    onRefused: (error: unknown, failure: string) => {
      if (!isApiError(error) || error.status !== 422) return;
      const faults = error.problem.errors ?? [];
      const placed = faults.flatMap((fault) => gapAt(fault.pointer) ?? []);
      refuse(placed);
      const opens = faults.map((fault) => fault.facts?.['opens_at']).find((at) => typeof at === 'string');
      setOpensAt(opens ?? null);
      if (placed.length < faults.length || faults.length === 0) {
        toast.failed(failure, { traceId: error.problem.trace_id });
      }
    },
    /** As the column takes it. */
    column: { wrapUp, required, gaps, refusals, opensAt, keptAt: kept.keptAt, onChange },
  };
}
