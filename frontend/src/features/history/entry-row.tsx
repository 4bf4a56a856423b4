import { Trans } from '@lingui/react/macro';
import { Fragment } from 'react';
import type { HistoryEntry } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { columnName, entityName } from '@/shared/labels/history';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { MyTime } from '@/shared/ui/values/figures';
import { ChangeMark, Difference } from '@/shared/ui/values/marks';
import { RecordLink, refOf } from '@/shared/ui/actions/record-link';
import { changesOf } from './compare';
import { useValueText } from './words';

const MARKS = { insert: 'add', update: 'update', delete: 'remove' } as const;
const SHOWN = 12;

interface Props {
  entry: HistoryEntry;
  /** Its record is the one that is looked at alone. */
  isChosen: boolean;
  onRecord: () => void;
}

/** One change of one record: when, who, why, and from what to what. */
export function EntryRow({ entry, isChosen, onRecord }: Props) {
  const nameOf = useNames();
  const valueText = useValueText();
  const changes = changesOf(entry);
  const hidden = entry.masked_fields ?? [];
  const ref = refOf(entry.entity, entry.entity_id);
  return (
    <li className="grid grid-cols-[150px_minmax(0,1fr)_auto] gap-x-3 border-b border-line px-4 py-2 max-tablet:grid-cols-1">
      <span className="text-ink-3">
        <MyTime at={entry.at} />
        <span className="block text-ink-2">{nameOf(entry.actor_id) || <Trans>the clock</Trans>}</span>
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <ChangeMark kind={MARKS[entry.operation]} />
          <b>{entityName(entry.entity)}</b>
          {entry.customer_id !== null && (
            <RecordLink
              kind="customer"
              id={entry.customer_id}
              className="inline-flex min-h-6 min-w-6 items-center text-xs"
            >
              <Trans>the customer</Trans>
            </RecordLink>
          )}
          {ref && ref.kind !== 'customer' && (
            <RecordLink {...ref} className="inline-flex min-h-6 min-w-6 items-center text-xs">
              <Trans>the record</Trans>
            </RecordLink>
          )}
          {entry.reason && (
            <span className="text-ink-2" lang={langOf(entry.reason)}>
              <Trans>Reason: {entry.reason}</Trans>
            </span>
          )}
        </p>
        {entry.operation !== 'delete' && changes.length > 0 && (
          <dl className="mt-1 grid grid-cols-[130px_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            {changes.slice(0, SHOWN).map(({ field, before, after }) => (
              <Fragment key={field}>
                <dt className="text-ink-3">{columnName(field)}</dt>
                <dd className={cx('min-w-0 break-words')}>
                  {hidden.includes(field) ? (
                    <Trans>hidden</Trans>
                  ) : (
                    <Difference
                      before={valueText(field, before, entry.entity)}
                      after={valueText(field, after, entry.entity) ?? '—'}
                    />
                  )}
                </dd>
              </Fragment>
            ))}
          </dl>
        )}
      </div>
      {!isChosen && (
        <Button size="sm" variant="ghost" onPress={onRecord}>
          <Trans>Only this record</Trans>
        </Button>
      )}
    </li>
  );
}
