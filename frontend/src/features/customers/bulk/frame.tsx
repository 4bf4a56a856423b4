import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { count } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { JobProgress } from '@/shared/ui/values/figures';
import { Note } from '@/shared/ui/feedback/note';
import { MOST_AT_ONCE } from './collect';
import { type Failure, byReason } from './failures';

interface Props {
  title: ReactNode;
  act: ReactNode;
  /** How many are chosen; null while that is not known. */
  chosen: number | null;
  /** How many are done of how many, while it runs. */
  progress: { done: number; total: number } | null;
  failures: readonly Failure[];
  onClose: () => void;
  onAct: () => void;
  children: ReactNode;
  progressName: string;
}

/** The dialog of something done to many: the limit before the press, progress during it, what failed after it. */
export function BulkDialog({ title, act, chosen, progress, failures, onClose, onAct, children, progressName }: Props) {
  const isTooMany = chosen === null || chosen > MOST_AT_ONCE;
  const most = count(MOST_AT_ONCE);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      footer={
        failures.length > 0 ? (
          <Button variant="primary" onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            {!isTooMany && (
              <Button variant="primary" isBusy={progress !== null} onPress={onAct}>
                {act}
              </Button>
            )}
          </>
        )
      }
    >
      {isTooMany ? (
        <Note tone="warn" className="my-2">
          <Trans>Up to {most} customers at once. Narrow the conditions, and do the rest afterwards.</Trans>
        </Note>
      ) : (
        <div className="flex flex-col gap-3 py-2">{children}</div>
      )}
      {progress && failures.length === 0 && (
        <JobProgress done={progress.done} total={progress.total} label={progressName} />
      )}
      {failures.length > 0 && (
        <Note tone="bad" role="alert" className="my-2">
          <b>
            <Plural
              value={failures.length}
              one="# customer was left as it is"
              other="# customers were left as they are"
            />
          </b>
          {byReason(failures).map(([why, names]) => (
            <div key={why} className="mt-1.5">
              <p>
                {why} ({count(names.length)})
              </p>
              <ul className="max-h-32 overflow-auto pl-3 text-xs">
                {names.map((name, index) => (
                  // Names may be the same: their order never changes.
                  // oxlint-disable-next-line react/no-array-index-key
                  <li key={index}>{name}</li>
                ))}
              </ul>
            </div>
          ))}
        </Note>
      )}
    </Dialog>
  );
}
