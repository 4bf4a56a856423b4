import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { History } from 'lucide-react';
import { Fragment } from 'react';
import { type HistoryEntry, isApiError } from '@/api';
import type { NameOf } from '@/shared/directory';
import { i18n } from '@/shared/i18n';
import { MyTime } from '@/shared/ui/values/figures';
import { Button } from '@/shared/ui/actions/button';
import { ChangeMark, Difference } from '@/shared/ui/values/marks';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { fieldName } from '@/shared/labels/customer-fields';
import { historyQuery } from '../queries';

const ENTITIES: Readonly<Record<string, MessageDescriptor>> = {
  customer: msg`Customer`,
  contact: msg`Contact`,
  phone: msg`Phone`,
  email: msg`Email`,
  messaging_id: msg`Messaging`,
  external_id: msg`Number elsewhere`,
  need: msg`Need`,
  product_interest: msg`Product of interest`,
  installed_product: msg`Installed product`,
  customer_order: msg`Order`,
  order_line: msg`Line of an order`,
  customer_member: msg`Member`,
  opt_out: msg`Refusal`,
  consent: msg`Consent`,
  contact_record: msg`Contact made`,
  planned_contact: msg`Planned contact`,
  opportunity: msg`Opportunity`,
  complaint: msg`Complaint`,
  handoff: msg`Question passed on`,
};
const MARKS = { insert: 'add', update: 'update', delete: 'remove' } as const;
const INTERNAL = /^(id|version|created_at|updated_at|edited_by|.*_id|search.*|.*_key)$/;

interface Props {
  customerId: string;
  nameOf: NameOf;
}

/** Every change of the record and its parts: who, when, why, from what to what. */
export function HistoryTab({ customerId, nameOf }: Props) {
  const { t } = useLingui();
  const history = useInfiniteQuery(historyQuery(customerId));
  if (history.isPending) return <SkeletonLines lines={10} />;
  if (history.isError) {
    if (isApiError(history.error) && history.error.status === 403) {
      return (
        <Hidden title={<Trans>The history is hidden from you</Trans>}>
          <Trans>Your role does not see this part.</Trans>
        </Hidden>
      );
    }
    return (
      <PartError
        title={<Trans>The history was not loaded</Trans>}
        error={history.error}
        onRetry={() => void history.refetch()}
      />
    );
  }
  if (history.data.rows.length === 0) {
    return <Empty icon={History} className="py-12" title={<Trans>Nothing was changed yet</Trans>} />;
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <ol aria-label={t`Changes`}>
        {history.data.rows.map((entry) => (
          <Change key={entry.id} entry={entry} who={nameOf(entry.actor_id)} />
        ))}
      </ol>
      {history.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button isBusy={history.isFetchingNextPage} onPress={() => void history.fetchNextPage()}>
            <Trans>Show older ones</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}

function Change({ entry, who }: { entry: HistoryEntry; who: string }) {
  const changes = Object.entries(entry.changes as Record<string, { old?: unknown; new?: unknown }>).filter(
    ([field]) => !INTERNAL.test(field),
  );
  const name = ENTITIES[entry.entity];
  const hidden = entry.masked_fields ?? [];
  return (
    <li className="grid grid-cols-[150px_minmax(0,1fr)] gap-x-3 border-b border-line px-4 py-2 max-tablet:grid-cols-1">
      <span className="text-ink-3">
        <MyTime at={entry.at} />
        <span className="block text-ink-2">{who}</span>
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <ChangeMark kind={MARKS[entry.operation]} />
          <b>{name ? i18n._(name) : entry.entity.replaceAll('_', ' ')}</b>
          {entry.reason && (
            <span className="text-ink-2">
              <Trans>Reason: {entry.reason}</Trans>
            </span>
          )}
        </p>
        {entry.operation !== 'delete' && (
          <dl className="mt-1 grid grid-cols-[120px_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            {changes.slice(0, 12).map(([field, { old: before, new: after }]) => (
              <Fragment key={field}>
                <dt className="text-ink-3">{fieldName(field)}</dt>
                <dd className="min-w-0 break-words">
                  {hidden.includes(field) ? (
                    <Trans>hidden</Trans>
                  ) : (
                    <Difference before={words(before)} after={words(after) ?? '—'} />
                  )}
                </dd>
              </Fragment>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

function words(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? '✓' : '—';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return JSON.stringify(value).replaceAll(/[{}"[\]]/g, '');
}
