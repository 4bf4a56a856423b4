import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CareDuty } from '@/api';
import { useNames } from '@/shared/directory';
import { OccasionOf } from '@/shared/care';
import { itemStateLabels, label, methodLabels } from '@/shared/labels';
import { careHeldLabels, careItemLabels } from '@/shared/labels/planning';
import { LineTable } from '@/shared/ui/lists/line-table';
import { cx } from '@/shared/ui/cx';
import { Day } from '@/shared/ui/values/figures';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { Head, Whole } from './lists';
import { CELL } from './parts';
import { careQuery } from './queries';

/** The birthdays and holidays that care plans owe from today on: which, by which plan, and what became of each. */
export function Care({ today }: { today: string }) {
  const { t } = useLingui();
  const list = useInfiniteQuery(careQuery(today));
  return (
    <Whole list={list} empty={<Trans>No care plan names an occasion in the next two months</Trans>}>
      <LineTable label={t`Care on occasions`}>
        <thead>
          <tr>
            <Head>
              <Trans>Customer</Trans>
            </Head>
            <Head>
              <Trans context="care">Occasion</Trans>
            </Head>
            <Head>
              <Trans context="care">Day</Trans>
            </Head>
            <Head>
              <Trans>What it brings</Trans>
            </Head>
            <Head>
              <Trans>Rule and plan</Trans>
            </Head>
            <Head>
              <Trans>Owner</Trans>
            </Head>
            <Head>
              <Trans>Its contact</Trans>
            </Head>
          </tr>
        </thead>
        <tbody>
          {list.data?.rows.map((duty) => (
            <Row key={duty.id} duty={duty} />
          ))}
        </tbody>
      </LineTable>
    </Whole>
  );
}

function Row({ duty }: { duty: CareDuty }) {
  const nameOf = useNames();
  return (
    <tr>
      <th scope="row" className={cx(CELL, 'text-left font-normal')}>
        <RecordLink kind="customer" id={duty.customer_id}>
          {duty.customer_name}
        </RecordLink>
      </th>
      <td className={CELL}>
        <OccasionOf duty={duty} />
      </td>
      <td className={CELL}>
        <Day date={duty.on_day} weekday />
      </td>
      <td className={CELL}>
        {label(careItemLabels, duty.care_item)}
        <span className="text-ink-3"> · {label(methodLabels, duty.method)}</span>
      </td>
      <td className={CELL}>
        <span className="text-ink-3">{duty.rule} · </span>
        <Link to="/plans/$planId" params={{ planId: duty.plan_id }} className="underline">
          {duty.plan_name}
        </Link>
      </td>
      <td className={CELL}>{nameOf(duty.owner_id, duty.owner_name)}</td>
      <td className={cx(CELL, duty.held !== null && 'text-warn-ink')}>
        <Contact duty={duty} />
      </td>
    </tr>
  );
}

/** When its contact is due and where it stands; else why it is not planned, or when it will be. */
function Contact({ duty }: { duty: CareDuty }) {
  if (duty.due_on !== null && duty.item_state !== null) {
    return (
      <>
        <Day date={duty.due_on} weekday /> <span className="text-ink-3">{label(itemStateLabels, duty.item_state)}</span>
      </>
    );
  }
  if (duty.held !== null) return label(careHeldLabels, duty.held);
  return (
    <span className="text-ink-3">
      <Trans>planned two weeks before</Trans>
    </span>
  );
}
