import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Import, ImportRow } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { label } from '@/shared/labels';
import { fieldName } from '@/shared/labels/customer-fields';
import { signalLabels } from '@/shared/labels/data';
import { FieldValue } from '@/shared/ui/values/field-value';
import { MyTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Facts, Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { fieldsQuery } from '../queries';
import { RowBadge, SEVERITIES, findingText, reasonText } from './row-words';

interface Props {
  whole: Import;
  row: ImportRow;
  place: { at: number; of: number };
  onStep: (by: number) => void;
}

/** One row: what the file said, what was understood, what was found, whom it resembles, what became of it. */
export function RowDetail({ whole, row, place, onStep }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const reason = reasonText(row.reason);
  return (
    <>
      <Section>
        <div className="flex items-center gap-2">
          <b className="text-md">
            <Trans>Row {row.number}</Trans>
          </b>
          <RowBadge state={row.state} />
          <span className="ml-auto text-xs text-ink-3">
            {place.at} / {place.of}
          </span>
          <IconButton icon={ChevronLeft} size="sm" label={t`Previous row`} keys="[" onPress={() => onStep(-1)} />
          <IconButton icon={ChevronRight} size="sm" label={t`Next row`} keys="]" onPress={() => onStep(1)} />
        </div>
        {reason !== '' && <p className="mt-1 text-ink-2">{reason}</p>}
        {row.decided_at && (
          <p className="text-xs text-ink-3">
            <Trans>
              Decided by {nameOf(row.decided_by)}, <MyTime at={row.decided_at} />
            </Trans>
          </p>
        )}
        {row.customer_id && (
          <p className="mt-1">
            <RecordLink kind="customer" id={row.customer_id}>
              <Trans>Open the customer</Trans>
            </RecordLink>
          </p>
        )}
      </Section>
      {row.findings.length > 0 && (
        <Section title={<Trans>What the check found</Trans>}>
          <Findings whole={whole} row={row} />
        </Section>
      )}
      {row.candidates.length > 0 && (
        <Section title={<Trans>Resembles</Trans>}>
          <Candidates row={row} />
        </Section>
      )}
      <Section title={<Trans>In the file</Trans>}>
        <Facts
          width={112}
          facts={whole.columns.flatMap(({ header, column }, index) => {
            const text = row.cells[index];
            if (text === '') return [];
            const isBad = row.findings.some((each) => each.column === column && each.severity === 'error');
            return [
              {
                name: header,
                value: (
                  <span className={`break-words ${isBad ? 'text-bad-ink' : ''}`} lang={langOf(text ?? '')}>
                    {text ?? <Trans>hidden from you</Trans>}
                  </span>
                ),
              },
            ];
          })}
        />
      </Section>
      <Section title={<Trans>Understood as</Trans>}>
        <Understood whole={whole} row={row} />
      </Section>
    </>
  );
}

/** Everything found about a row, the worst first. */
function Findings({ whole, row }: Pick<Props, 'whole' | 'row'>) {
  const { i18n } = useLingui();
  const fields = useQuery(fieldsQuery(whole.kind, i18n.locale)).data ?? [];
  return (
    <ul className="flex flex-col gap-1.5">
      {row.findings
        .toSorted((a, b) => SEVERITIES[a.severity].rank - SEVERITIES[b.severity].rank)
        .map((finding, index) => {
          const { icon: Icon, ink } = SEVERITIES[finding.severity];
          const name = fields.find((each) => each.field === finding.field)?.label;
          return (
            <li key={index} className="flex items-start gap-1.5">
              <Icon className={`icon-sm mt-0.75 ${ink}`} aria-hidden />
              <span>
                {name && <span className="text-ink-3">{name} </span>}
                {findingText(finding)}
              </span>
            </li>
          );
        })}
    </ul>
  );
}

/** Whom a row resembles, and in what; of somebody else's customer only whom to ask. */
export function Candidates({ row }: { row: ImportRow }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {row.candidates.map((each, index) => (
        <li key={index}>
          {each.customer_id && each.name ? (
            <RecordLink kind="customer" id={each.customer_id}>
              {each.name}
            </RecordLink>
          ) : each.row !== null ? (
            <Trans>Row {each.row} of this file</Trans>
          ) : each.ask ? (
            <Trans>A customer of {each.ask.name}: ask there</Trans>
          ) : (
            <Trans>A customer that you do not see</Trans>
          )}{' '}
          <span className="text-xs text-ink-3">
            {each.signals.map((signal) => label(signalLabels, signal)).join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What only machines read, or what stands elsewhere. */
const LEFT_OUT = new Set(['zone_state', 'zone_source', 'zone_candidates', 'contacts', 'owner_id']);

/** What was made of a row, field by field. */
export function Understood({ row }: Pick<Props, 'whole' | 'row'>) {
  const nameOf = useNames();
  const entered = row.entered as Record<string, unknown>;
  const contacts = Array.isArray(entered['contacts']) ? (entered['contacts'] as Record<string, unknown>[]) : [];
  const facts = Object.entries(entered)
    .filter(([field, value]) => !LEFT_OUT.has(field) && value !== null && value !== '')
    .map(([field, value]) => ({
      name: fieldName(field),
      value: <FieldValue field={field} value={value} names={{ nameOf }} />,
    }));
  const owner = typeof entered['owner_id'] === 'string' ? nameOf(entered['owner_id']) : '';
  return (
    <>
      <Facts width={112} facts={[...facts, ...(owner ? [{ name: fieldName('owner'), value: owner }] : [])]} />
      {contacts.map((contact, index) => (
        <div key={index} className="mt-2 border-t border-line pt-2">
          <Facts
            width={112}
            facts={Object.entries(contact)
              .filter(([, value]) => value !== null && value !== '' && value !== false)
              .map(([field, value]) => ({
                name: field === 'name' ? fieldName('contact') : fieldName(field),
                value: <FieldValue field={field} value={value} names={{ nameOf }} />,
              }))}
          />
        </div>
      ))}
    </>
  );
}
