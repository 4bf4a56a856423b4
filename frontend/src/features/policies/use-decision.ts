import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Policy } from '@/api';
import { useDraft } from '@/api/use-draft';
import { isSame } from './kinds';
import { previewQuery } from './queries';

/** A decision as it is being made; kept as a draft until it is sent. */
export interface Decision {
  /** Of the setting as it was when this began: a draft of an older one is not taken up. */
  revision: number;
  value: unknown;
  /** Null is at once. */
  from: string | null;
  reason: string;
}

const PAUSE_MS = 350;

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The state of deciding on a setting: what was typed, and what the server says that it would do. */
export function useDecision(policy: Policy, personId: string) {
  const fresh: Decision = { revision: policy.revision, value: policy.in_force.value, from: null, reason: '' };
  const [decision, setDecision] = useState(fresh);
  const kept = useDraft<Decision>(personId, `policy:${policy.key}`);
  const { found, drop: dropDraft } = kept;
  const client = useQueryClient();
  useEffect(() => {
    if (found?.value.revision === policy.revision) setDecision(found.value);
    else if (found) void dropDraft(); // of a version before this one
  }, [found, policy.revision, dropDraft]);

  const isChanged = !isSame(decision.value, policy.in_force.value);
  const considered = useSettled(decision);
  const preview = useQuery({
    ...previewQuery(policy, { value: considered.value, effective_from: considered.from }),
    enabled: !isSame(considered.value, policy.in_force.value) || considered.from !== null,
  });
  const answer = isChanged || decision.from !== null ? preview.data : undefined;
  return {
    decision,
    isChanged,
    /** What the decision would do; null when nothing is asked or the value is faulty. */
    preview: answer?.found ?? null,
    isAsking: preview.isFetching || considered !== decision,
    faults: answer?.faults ?? [],
    change: (part: Partial<Decision>) => {
      const next = { ...decision, ...part };
      setDecision(next);
      kept.keep(next);
    },
    /** Back to what is in force. */
    drop: async () => {
      setDecision({ ...fresh });
      await kept.drop();
    },
    /** It was taken. */
    done: async () => {
      await kept.drop();
      await client.invalidateQueries({ queryKey: ['policies'] });
    },
  };
}
