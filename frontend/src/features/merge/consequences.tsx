import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Ban, CalendarClock, CircleDot, ShieldEllipsis } from 'lucide-react';
import type { MergePreview } from '@/api';
import { label, verificationLabels } from '@/shared/labels';
import { fieldName } from '@/shared/labels/customer-fields';
import { MoveLedger } from '@/shared/ui/lists/choice-table';
import { FieldValue } from '@/shared/ui/values/field-value';
import { type Line, lines } from './ledger';

const NAMES: Record<Line['kind'], MessageDescriptor> = {
  contact: msg`Contacts`,
  contact_record: msg`Contacts made`,
  planned_contact: msg`Planned contacts`,
  opportunity: msg`Opportunities`,
  customer_order: msg`Orders`,
  complaint: msg`Complaints`,
  need: msg`Needs`,
  installed_product: msg`Installed products`,
  handoff: msg`Questions passed on`,
  rest: msg`Everything else`,
};

interface Props {
  preview: MergePreview;
  nameOf: (id: string) => string;
}

/** What moves, and what is different afterwards: computed by the server, before the button that does it. */
export function Consequences({ preview, nameOf }: Props) {
  const { t, i18n } = useLingui();
  const moving = lines(preview.rows);
  const facts = preview.facts.filter(({ own, after }) => JSON.stringify(own) !== JSON.stringify(after));
  const checks = preview.verification === 'pending';
  return (
    <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-x-6 px-5 py-4 max-desk:grid-cols-1">
      <section>
        <h3 className="mb-1.5">
          <b>
            <Trans>What moves</Trans>
          </b>{' '}
          <span className="text-xs text-ink-3">
            <Trans>kept + merged = afterwards</Trans>
          </span>
        </h3>
        {moving.length === 0 ? (
          <p className="text-ink-3">
            <Trans>Nothing belongs to the other record.</Trans>
          </p>
        ) : (
          <MoveLedger
            label={t`What moves`}
            lines={moving.map((line) => ({
              id: line.kind,
              name: i18n._(NAMES[line.kind]),
              left: line.own,
              right: line.other,
              after: line.after,
              note: line.stays > 0 && (
                <Plural value={line.stays} one="# is the same on both" other="# are the same on both" />
              ),
            }))}
          />
        )}
      </section>
      <section>
        <h3 className="mb-1.5 font-strong">
          <Trans>What is different afterwards</Trans>
        </h3>
        <ul className="flex flex-col gap-2">
          {facts.map(({ field, own, after }) => {
            const value = (of: unknown) => <FieldValue field={field} value={of} names={{ nameOf }} />;
            const Icon = field === 'next_contact_at' ? CalendarClock : CircleDot;
            return (
              <li key={field} className="flex items-start gap-2">
                <Icon className="icon-sm mt-0.75 text-ok" aria-hidden />
                <span>
                  {fieldName(field)} {own !== null && <del>{value(own)}</del>} <ins>{value(after) ?? '—'}</ins>
                </span>
              </li>
            );
          })}
          {preview.do_not_call && (
            <li className="flex items-start gap-2">
              <Ban className="icon-sm mt-0.75 text-bad" aria-hidden />
              <span>
                <Trans>Refuses calls</Trans>
                <span className="block text-xs text-ink-3">
                  <Trans>Where the two differ, the stricter one holds.</Trans>
                </span>
              </span>
            </li>
          )}
          <li className="flex items-start gap-2">
            <ShieldEllipsis className={`icon-sm mt-0.75 ${checks ? 'text-warn' : 'text-ink-3'}`} aria-hidden />
            <span>
              {label(verificationLabels, preview.verification)}
              {checks && (
                <span className="block text-xs text-ink-3">
                  <Trans>A second person checks what has changed.</Trans>
                </span>
              )}
            </span>
          </li>
        </ul>
      </section>
    </div>
  );
}
