import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { type CustomerReview, api, once, unwrap } from '@/api';
import type { ReviewsShown } from '@/shared/addresses/lists';
import { counted } from '@/shared/format';
import { queryOf, rowsQuery } from '@/shared/lists';
import { useMay, useMe } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import type { Form } from '@/shared/ui/overlays/fields-dialog';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { EndlessRows } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import { LineRow } from '../lists/line-row';
import { lineOf } from '../lists/lines';

const FieldsDialog = lazyDialog(() =>
  import('@/shared/ui/overlays/fields-dialog').then((module) => module.FieldsDialog),
);

interface Props {
  shown: ReviewsShown;
  onShown: (shown: ReviewsShown) => void;
}

/** The customers whose files are to be looked through, and the word that it was done (CR-7, MC-5). */
export function ReviewsPage({ shown, onShown }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const writes = useMay('customer:write');
  const [form, setForm] = useState<Form | null>(null);
  const narrowings = {
    mine: { owner_id: me.id, done: 'false' },
    all: { done: 'false' },
    done: { done: 'true' },
  };
  const list = useInfiniteQuery(rowsQuery<CustomerReview>('reviews', queryOf(narrowings[shown])));
  const attest = (review: CustomerReview): Form => ({
    title: t`The file of ${review.customer_name}`,
    act: t`Attest`,
    note: t`Look through the whole file and correct it first; then say what you checked.`,
    fields: [
      {
        name: 'attestation',
        label: t`What was checked`,
        kind: 'area',
        isRequired: true,
        help: t`In your own words: what was looked at, and what was put right.`,
      },
    ],
    submit: async (values) => {
      const body = { attestation: String(values['attestation']).trim() };
      await once(`review:${review.id}`, body, (key) =>
        unwrap(
          api.POST('/v1/customer-reviews/{review_id}/attest', {
            body,
            params: {
              path: { review_id: review.id },
              header: { 'If-Match': `"${review.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      );
      await client.invalidateQueries({ queryKey: ['lists', 'reviews'] });
    },
  });
  return (
    <>
      <PanelHeader
        title={t`Monthly reviews`}
        note={list.data?.total != null && counted(list.data.total, list.data.isEstimate)}
      />
      <Strip className="overflow-x-auto">
        <Segmented<ReviewsShown>
          label={t`Which reviews`}
          value={shown}
          onChange={onShown}
          choices={[
            ...(writes ? [{ id: 'mine' as const, name: t({ context: 'reviews', message: 'To do' }) }] : []),
            { id: 'all', name: t`Of everybody` },
            { id: 'done', name: t({ context: 'reviews', message: 'Done' }) },
          ]}
        />
      </Strip>
      <EndlessRows
        label={t`Monthly reviews`}
        list={list}
        failed={<Trans>The reviews were not loaded</Trans>}
        empty={
          <Empty className="py-16" icon={ShieldCheck} title={<Trans>No review here</Trans>}>
            <Trans>Every 30 days the owner looks through a customer’s file; what is due stands here.</Trans>
          </Empty>
        }
      >
        {(review) => (
          <LineRow
            key={review.id}
            line={lineOf('reviews', review)}
            action={
              writes &&
              review.done_at === null && (
                <Button size="sm" onPress={() => setForm(attest(review))}>
                  <Trans>Attest</Trans>
                </Button>
              )
            }
          />
        )}
      </EndlessRows>
      <>{form && <FieldsDialog form={form} onClose={() => setForm(null)} />}</>
    </>
  );
}
