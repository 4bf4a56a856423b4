import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { GitMerge, Undo2 } from 'lucide-react';
import { isApiError } from '@/api';
import { useNames } from '@/shared/directory';
import { useMinute } from '@/shared/time';
import { againstClock } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { mergesQuery, useUndo } from './queries';

/** What was merged lately, and the way back while there is one. */
export function RecentMerges() {
  const { t } = useLingui();
  const now = useMinute();
  const nameOf = useNames();
  const merges = useInfiniteQuery(mergesQuery);
  const undo = useUndo();
  if (merges.isPending) return <SkeletonRows rows={6} />;
  if (merges.isError) {
    return (
      <PartError
        title={<Trans>The merges were not loaded</Trans>}
        error={merges.error}
        onRetry={() => void merges.refetch()}
      />
    );
  }
  if (merges.data.rows.length === 0) {
    return (
      <Empty className="py-16" icon={GitMerge} title={<Trans>Nothing was merged yet</Trans>}>
        <Trans>A merge stands here; within a day it can be undone.</Trans>
      </Empty>
    );
  }
  return (
    <ul className="min-h-0 flex-1 overflow-auto">
      {merges.data.rows.map((merge) => (
        <li key={merge.id} className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
          <GitMerge className="icon-sm text-ink-3" aria-hidden />
          <span className="min-w-0 flex-1">
            <b>{merge.winner_name}</b>
            <span className="block text-ink-2">{merge.reason}</span>
          </span>
          <span className="text-xs text-ink-3">
            <MyTime at={merge.merged_at} /> {nameOf(merge.merged_by)}
          </span>
          {merge.undone_at !== null ? (
            <Badge>
              <Trans>Undone by {nameOf(merge.undone_by)}</Trans>
            </Badge>
          ) : merge.undo_until !== null && Date.parse(merge.undo_until) > now ? (
            <Button
              size="sm"
              icon={Undo2}
              isBusy={undo.isPending && undo.variables === merge.id}
              onPress={() =>
                undo.mutate(merge.id, {
                  onSuccess: () => toast.done(t`Two customers again: ${merge.winner_name}`),
                  onError: (error) => isApiError(error) && toast.failed(problemText(error)),
                })
              }
            >
              <Trans>Undo · {againstClock(merge.undo_until, now)}</Trans>
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
