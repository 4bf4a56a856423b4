import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { DutyPreview, DutyPreviewRead, Grade } from '@/api';
import { useNames } from '@/shared/directory';
import { count, percent } from '@/shared/format';
import { contactRuleLabels, label } from '@/shared/labels';
import { LineTable } from '@/shared/ui/lists/line-table';
import { look } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Day, MyTime } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Column, Columns, PanelHeader, Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { CELL, Figure, Figures, HEAD } from './parts';
import { previewQuery, settingsQuery } from './queries';

const GRADES: readonly Grade[] = ['A', 'B', 'C', 'D'];
const SINGLE = ['closed_revisit_days', 'nurture_cadence_days', 'progress_report_days'] as const;
const RULE_OF = {
  closed_revisit_days: 'after_closing',
  nurture_cadence_days: 'nurture',
  progress_report_days: 'progress_report',
} as const;
type Typed = Partial<Record<Grade | (typeof SINGLE)[number], string | null>>;

/** What other days would do, before anybody decides them: how many, whose, when. */
export function PreviewPage() {
  const { t } = useLingui();
  const [typed, setTyped] = useState<Typed>({});
  const settings = useQuery(settingsQuery).data;
  const values = useDeferredValue(valuesOf(typed));
  const preview = useQuery(previewQuery(values));
  const now = (key: Grade | (typeof SINGLE)[number]) =>
    settings &&
    (key in settings ? settings[key as (typeof SINGLE)[number]] : settings.contact_cadence_days[key as Grade]);
  const field = (key: Grade | (typeof SINGLE)[number], name: string) => {
    const before = now(key);
    const text = typed[key];
    const days = numberOf(text);
    return (
      <div key={key} className="flex items-center gap-3 border-b border-line py-2">
        <span className="w-24 flex-none">{key.length === 1 ? <GradeMark grade={key as Grade} /> : name}</span>
        <span className="w-14 flex-none text-right text-ink-3">
          {before !== undefined && <Plural value={before} one="# day" other="# days" />}
        </span>
        <AmountField
          label={name}
          className="w-28 [&>label]:sr-only"
          value={text === undefined ? (before === undefined ? null : String(before)) : text}
          onChange={(next) => setTyped((old) => ({ ...old, [key]: next }))}
          unit={t`days`}
          {...(text !== undefined && days === null ? { error: t`1 to 3,650 days.` } : {})}
        />
        <span className="min-w-0 truncate text-xs text-accent-ink">
          {before !== undefined &&
            days !== null &&
            days !== before &&
            (days < before ? <Trans>{before - days} fewer</Trans> : <Trans>{days - before} days more</Trans>)}
        </span>
      </div>
    );
  };
  return (
    <>
      <PanelHeader
        title={t`Preview other days`}
        note={<Trans>Duties</Trans>}
        actions={
          <Link to="/duties" aria-label={t`Back to the duties`} className={look({ variant: 'ghost' })}>
            <X className="icon-sm" aria-hidden />
          </Link>
        }
      />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column width={340} isSide label={t`Days to try`} className="max-laptop:w-full! max-laptop:flex-none">
          <Section title={<Trans>If the days were these</Trans>}>
            <p className="mb-1 text-ink-2">
              <Trans>Nothing is changed by looking. What is decided in the policy does just what stands here.</Trans>
            </p>
            {GRADES.map((grade) => field(grade, t`Grade ${grade}`))}
            {SINGLE.map((key) => field(key, label(contactRuleLabels, RULE_OF[key])))}
          </Section>
        </Column>
        <Column className="max-laptop:flex-none max-laptop:overflow-visible">
          {preview.isPending && <SkeletonRows rows={8} />}
          {preview.isError && (
            <PartError
              title={<Trans>The preview was not worked out</Trans>}
              error={preview.error}
              onRetry={() => void preview.refetch()}
            />
          )}
          {preview.data && <Effect seen={preview.data} />}
        </Column>
      </Columns>
    </>
  );
}

function numberOf(text: string | null | undefined): number | null {
  if (text == null || !/^\d{1,4}$/.test(text)) return null;
  const days = Number(text);
  return days >= 1 && days <= 3650 ? days : null;
}

/** What was typed and makes sense. */
function valuesOf(typed: Typed): DutyPreview {
  const grades = GRADES.flatMap((grade) => {
    const days = numberOf(typed[grade]);
    return days === null ? [] : [[grade, days] as const];
  });
  const single = SINGLE.flatMap((key) => {
    const days = numberOf(typed[key]);
    return days === null ? [] : [[key, days] as const];
  });
  return {
    ...(grades.length > 0 && { contact_cadence_days: Object.fromEntries(grades) }),
    ...Object.fromEntries(single),
  };
}

function Effect({ seen }: { seen: DutyPreviewRead }) {
  const { t } = useLingui();
  const more = seen.overdue_after - seen.overdue_before;
  const extra = Math.round(seen.calls_a_week_after - seen.calls_a_week_before);
  return (
    <>
      <Figures label={t`What it would do`}>
        <Figure
          name={<Trans>Due at another time</Trans>}
          value={count(seen.sooner + seen.later)}
          note={
            <Trans>
              of {count(seen.customers)} customers, {count(seen.owners.length)} people
            </Trans>
          }
        />
        <Figure
          name={<Trans>Sooner</Trans>}
          value={count(seen.sooner)}
          note={<Trans>{count(seen.later)} later</Trans>}
        />
        <Figure
          name={more >= 0 ? <Trans>Overdue at once, more</Trans> : <Trans>Overdue at once, fewer</Trans>}
          value={count(Math.abs(more))}
          note={`${count(seen.overdue_before)} → ${count(seen.overdue_after)}`}
        />
        <Figure
          name={extra >= 0 ? <Trans>Contacts a week, more</Trans> : <Trans>Contacts a week, fewer</Trans>}
          value={count(Math.abs(extra))}
          note={`${count(Math.round(seen.calls_a_week_before))} → ${count(Math.round(seen.calls_a_week_after))}`}
        />
      </Figures>
      <Ahead days={seen.days} />
      {seen.owners.length > 0 && <Owners owners={seen.owners} />}
      {seen.newly_overdue.length > 0 && <Newly customers={seen.newly_overdue} />}
    </>
  );
}

const HIGH = 150;

/** How many are due each day, as things are and with these days. What is overdue counts for the first. */
function Ahead({ days }: { days: DutyPreviewRead['days'] }) {
  const { t } = useLingui();
  const most = Math.max(...days.map((day) => Math.max(day.before, day.after)), 1);
  return (
    <Section
      isMain
      title={<Trans>Customers due each day</Trans>}
      note={<Trans>blue as things are, orange with these days; the first day with all that is overdue</Trans>}
    >
      <ol aria-label={t`Customers due each day`} className="flex items-end gap-2 max-tablet:flex-wrap">
        {days.map((day) => (
          <li key={day.day} className="flex flex-1 flex-col items-center text-xs max-tablet:basis-1/8 tablet:min-w-10">
            <span>{count(day.after)}</span>
            <span className="flex w-full items-end justify-center gap-0.5" style={{ height: HIGH }} aria-hidden>
              <span className="w-4 rounded-t-[2px] bg-accent" style={{ height: `${(day.before / most) * 100}%` }} />
              <span className="w-4 rounded-t-[2px] bg-warn" style={{ height: `${(day.after / most) * 100}%` }} />
            </span>
            <span className="sr-only">
              <Trans>
                {count(day.before)} as things are, {count(day.after)} with these days
              </Trans>
            </span>
            <Day date={day.day} narrow className="text-ink-3" />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Owners({ owners }: { owners: DutyPreviewRead['owners'] }) {
  const nameOf = useNames();
  const { t } = useLingui();
  return (
    <Section
      isMain
      title={<Trans>Who is affected</Trans>}
      note={<Trans>contacts a week, against five days’ calls</Trans>}
    >
      <LineTable label={t`Who is affected`}>
        <thead>
          <tr>
            <th className={cx(HEAD, 'text-left')}>
              <Trans>Person</Trans>
            </th>
            <th className={cx(HEAD, 'text-right')}>
              <Trans>Customers</Trans>
            </th>
            <th className={cx(HEAD, 'text-right')}>
              <Trans>Newly overdue</Trans>
            </th>
            <th className={cx(HEAD, 'text-right')}>
              <Trans>Now a week</Trans>
            </th>
            <th className={cx(HEAD, 'text-right')}>
              <Trans context="afterwards">Then</Trans>
            </th>
            <th className={cx(HEAD, 'text-right')}>
              <Trans>Of what is allowed</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {owners.map((owner) => (
            <tr key={owner.owner_id ?? ''}>
              <th scope="row" className={cx(CELL, 'text-left font-normal')}>
                {nameOf(owner.owner_id, owner.owner_name) || <Trans>Nobody’s</Trans>}
              </th>
              <td className={cx(CELL, 'text-right')}>{count(owner.customers)}</td>
              <td className={cx(CELL, 'text-right')}>{count(owner.overdue_after - owner.overdue_before)}</td>
              <td className={cx(CELL, 'text-right')}>{count(Math.round(owner.calls_a_week_before))}</td>
              <td className={cx(CELL, 'text-right font-strong')}>{count(Math.round(owner.calls_a_week_after))}</td>
              <td className={cx(CELL, 'text-right', (owner.share_of_cap ?? 0) > 1 && 'font-strong text-bad-ink')}>
                {owner.share_of_cap === null ? '–' : percent(owner.share_of_cap)}
              </td>
            </tr>
          ))}
        </tbody>
      </LineTable>
    </Section>
  );
}

function Newly({ customers }: { customers: DutyPreviewRead['newly_overdue'] }) {
  const { t } = useLingui();
  const nameOf = useNames();
  return (
    <Section isMain title={<Trans>Who would become overdue at once</Trans>} note={<Trans>the first fifty</Trans>}>
      <LineTable label={t`Who would become overdue at once`}>
        <thead>
          <tr>
            <th className={cx(HEAD, 'text-left')}>
              <Trans>Customer</Trans>
            </th>
            <th className={cx(HEAD, 'text-left')}>
              <Trans>Owner</Trans>
            </th>
            <th className={cx(HEAD, 'text-left')}>
              <Trans>Counted from</Trans>
            </th>
            <th className={cx(HEAD, 'text-left')}>
              <Trans>Due now</Trans>
            </th>
            <th className={cx(HEAD, 'text-left')}>
              <Trans>Due then</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {customers.map((each) => (
            <tr key={each.customer_id}>
              <th scope="row" className={cx(CELL, 'text-left font-normal')}>
                <span className="inline-flex items-center gap-2">
                  <GradeMark grade={each.grade} />
                  <RecordLink kind="customer" id={each.customer_id}>
                    {each.customer_name}
                  </RecordLink>
                </span>
              </th>
              <td className={CELL}>{nameOf(each.owner_id, each.owner_name)}</td>
              <td className={CELL}>
                <MyTime at={each.counted_from} />
              </td>
              <td className={CELL}>
                <s className="text-bad-ink">
                  <MyTime at={each.due_before} />
                </s>
              </td>
              <td className={CELL}>
                <span className="rounded-badge bg-ok-soft px-1 text-ok-ink">
                  <MyTime at={each.due_after} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </LineTable>
    </Section>
  );
}
