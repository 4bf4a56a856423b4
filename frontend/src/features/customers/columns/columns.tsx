import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { Trans } from '@lingui/react/macro';
import type { CallTime, CustomerLine, User } from '@/api';
import { type Titled, placeText, groupDigits, langOf, money, percent, personName, phone, title } from '@/shared/format';
import { i18n } from '@/shared/i18n';
import { categoryLabels, intentLabels, label, sourceLabels, verificationLabels } from '@/shared/labels';
import { cityOf, dateText, dayIn, daysBetween, isOpen, overdueText, timeIn } from '@/shared/time';
import { CallableDot, GradeMark, IntentMark, VerificationBadge } from '@/shared/ui/values/marks';
import type { TableColumn } from '@/shared/ui/table';
import { IntentEditor, TextEditor } from './editors';
import { canSort } from '../state';
import type { LineChange } from './use-line-edit';

/** What cells need beside the line. */
export interface Cells {
  now: number;
  zone: string;
  users: ReadonlyMap<string, User> | undefined;
  markets: ReadonlyMap<string, Titled> | undefined;
  /** The currency that nearly all amounts are in: named in the header, left out of the cells. */
  base: string | null;
  /** The list is filtered to what is overdue: then red is kept for the worst. */
  isAllOverdue: boolean;
  /** What the calling hours say now of a customer in sight; undefined until that is read. */
  callTimeOf: (id: string) => CallTime | undefined;
  /** Null where nothing may be changed. */
  save: ((line: CustomerLine, change: LineChange) => Promise<boolean>) | null;
}

interface Spec {
  id: string;
  name: MessageDescriptor;
  width: number;
  /** The width in English, whose words are longer; the same where left out. */
  wide?: number;
  align?: 'end';
  isUsual?: boolean;
}

/** Every column there is; the usual ones are shown where a view names none. */
export const COLUMNS: readonly Spec[] = [
  { id: 'name', name: msg({ context: 'name', message: 'Customer' }), width: 230, wide: 172, isUsual: true },
  { id: 'grade', name: msg`Grade`, width: 48, wide: 56, isUsual: true },
  { id: 'category', name: msg`Category`, width: 62, wide: 84, isUsual: true },
  { id: 'intent_level', name: msg`Intent`, width: 92, wide: 108, isUsual: true },
  { id: 'place', name: msg`Country and city`, width: 146, wide: 114, isUsual: true },
  { id: 'local_time', name: msg`Local time`, width: 128, wide: 126, isUsual: true },
  { id: 'owner_id', name: msg`Owner`, width: 78, wide: 98, isUsual: true },
  { id: 'last_contact_at', name: msg`Last contact`, width: 98, wide: 96, isUsual: true },
  { id: 'next_contact_at', name: msg`Next contact`, width: 116, wide: 126, isUsual: true },
  { id: 'expected_annual_sales', name: msg`Yearly sales`, width: 120, wide: 130, align: 'end', isUsual: true },
  { id: 'completeness', name: msg`Complete`, width: 72, wide: 76, align: 'end', isUsual: true },
  { id: 'lead_score', name: msg`Lead score`, width: 84, wide: 112, align: 'end' },
  { id: 'short_name', name: msg`Short name`, width: 120 },
  { id: 'industry', name: msg`Industry`, width: 130 },
  { id: 'city', name: msg`City`, width: 110 },
  { id: 'market_id', name: msg`Market`, width: 110 },
  { id: 'phone', name: msg`Phone`, width: 150 },
  { id: 'email', name: msg`Email`, width: 190 },
  { id: 'verification', name: msg`Verification`, width: 110, wide: 120 },
  { id: 'source_channel', name: msg`Source`, width: 100, wide: 130 },
  { id: 'last_order_on', name: msg`Last order`, width: 92, wide: 104 },
  { id: 'created_at', name: msg`Entered`, width: 92, wide: 104 },
  { id: 'updated_at', name: msg({ context: 'when', message: 'Changed' }), width: 92, wide: 104 },
];

export const USUAL: readonly string[] = COLUMNS.filter((column) => column.isUsual).map((column) => column.id);

/** `shown` with what is unknown left out; the name is always there. */
export function shownColumns(chosen: readonly string[]): string[] {
  const known = chosen.filter((id) => COLUMNS.some((column) => column.id === id));
  if (known.length === 0) return [...USUAL];
  return known.includes('name') ? known : ['name', ...known];
}

const VERY_LATE = 7;

function NextContact({ line, cells }: { line: CustomerLine; cells: Cells }) {
  const { now, isAllOverdue } = cells;
  if (line.next_contact_at === null) return null;
  const zone = line.zone ?? cells.zone;
  const due = dayIn(line.next_contact_at, zone);
  const days = daysBetween(due, dayIn(now, zone));
  if (days < 0) return <span className="date">{dateText(due, now, zone)}</span>;
  const isRed = days >= (isAllOverdue ? VERY_LATE : 1);
  return <span className={isRed ? 'font-strong text-bad-ink' : ''}>{overdueText(due, now, zone)}</span>;
}

const HOUR = 60 * 60_000;

/** What time it is there, and whether they may be called: now, within the hour, or not. */
function LocalClock({ line, zone, cells: { now, callTimeOf } }: { line: CustomerLine; zone: string; cells: Cells }) {
  const time = callTimeOf(line.id);
  const open = time && isOpen({ due_from: '', call_time: time }, now);
  const opens = time?.opens_at ?? null;
  const isSoon = open === false && opens !== null && Date.parse(opens) - now <= HOUR;
  return (
    <span title={cityOf(zone)} className="date inline-flex items-center gap-1.5">
      {typeof open === 'boolean' && <CallableDot callable={open ? 'now' : isSoon ? 'soon' : 'closed'} />}
      <span className={open === false && !isSoon ? 'text-ink-3' : undefined}>{timeIn(now, zone)}</span>
      {isSoon && (
        <span className="text-xs text-ink-3">
          <Trans>→ {timeIn(opens, zone)}</Trans>
        </span>
      )}
      {open === false && !isSoon && time?.holiday && (
        <span className="truncate text-xs text-hold-ink">{time.holiday}</span>
      )}
    </span>
  );
}

type Show = (line: CustomerLine, cells: Cells) => React.ReactNode;
/** A day of this year in words, else narrow: a date is never cut. */
const dayText = (date: string, { now, zone }: Cells) => (
  <span className="date text-ink-2">
    {dateText(date, now, zone, { narrow: !date.startsWith(dayIn(now, zone).slice(0, 4)) })}
  </span>
);
const day = (at: string | null, cells: Cells) => (at === null ? null : dayText(dayIn(at, cells.zone), cells));

const SHOW: Record<string, Show> = {
  name: (line) => <span lang={langOf(line.name)}>{line.name}</span>,
  grade: (line) => <GradeMark grade={line.grade} />,
  category: (line) => label(categoryLabels, line.category),
  intent_level: (line) => <IntentMark intent={line.intent_level} />,
  local_time: (line, cells) => line.zone !== null && <LocalClock line={line} zone={line.zone} cells={cells} />,
  last_contact_at: (line, cells) => day(line.last_contact_at, cells),
  next_contact_at: (line, cells) => <NextContact line={line} cells={cells} />,
  expected_annual_sales: (line, { base }) => {
    const value = line.expected_annual_sales;
    if (value === null) return null;
    return value.currency === base ? groupDigits(value.amount) : money(value);
  },
  completeness: (line) => (
    <span className={line.completeness < 75 ? 'text-warn-ink' : undefined}>{percent(line.completeness / 100)}</span>
  ),
  phone: (line) => line.phone && phone(line.phone),
  verification: (line) => <VerificationBadge verification={line.verification} />,
  last_order_on: (line, cells) => line.last_order_on && dayText(line.last_order_on, cells),
  created_at: (line, cells) => day(line.created_at, cells),
  updated_at: (line, cells) => day(line.updated_at, cells),
};

function text(id: string, line: CustomerLine, { users, markets }: Cells): string {
  switch (id) {
    case 'place':
      return placeText(line.country, line.city);
    case 'owner_id': {
      const owner = line.owner_id === null ? undefined : users?.get(line.owner_id);
      return owner ? personName(owner) : '';
    }
    case 'market_id': {
      const market = line.market_id === null ? undefined : markets?.get(line.market_id);
      return market ? title(market) : '';
    }
    case 'intent_level':
      return label(intentLabels, line.intent_level);
    case 'category':
      return label(categoryLabels, line.category);
    case 'source_channel':
      return label(sourceLabels, line.source_channel);
    case 'verification':
      return label(verificationLabels, line.verification);
    case 'phone':
      return line.phone ?? '';
    case 'expected_annual_sales':
      return line.expected_annual_sales ? money(line.expected_annual_sales) : '';
    default: {
      const value = line[id as keyof CustomerLine];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    }
  }
}

const QUIET = new Set(['place', 'email', 'industry', 'phone']);
const TEXTS = new Set(['city', 'industry', 'short_name']);

type Edit = NonNullable<TableColumn<CustomerLine>['edit']>;

function editor(id: string, name: string, cells: Cells): Edit | undefined {
  const { save } = cells;
  if (save === null) return undefined;
  if (id === 'intent_level') {
    return (line, done) => (
      <IntentEditor
        label={name}
        line={line}
        onSave={async (begun, intent) => done(await save(begun, { intent_level: intent }))}
        onLeave={() => done(false)}
      />
    );
  }
  if (!TEXTS.has(id)) return undefined;
  const field = id as 'city' | 'industry' | 'short_name';
  return (line, done) => (
    <TextEditor
      label={name}
      line={line}
      field={field}
      onSave={async (begun, value) => done(await save(begun, { [field]: value }))}
      onLeave={() => done(false)}
    />
  );
}

/** The table's columns, in the order chosen. */
export function tableColumns(ids: readonly string[], cells: Cells): TableColumn<CustomerLine>[] {
  return ids.flatMap((id) => {
    const spec = COLUMNS.find((column) => column.id === id);
    if (!spec) return [];
    const name = i18n._(spec.name);
    const edit = editor(id, name, cells);
    const show = SHOW[id];
    return [
      {
        id,
        name: id === 'expected_annual_sales' && cells.base !== null ? `${name} (${cells.base})` : name,
        width: (i18n.locale === 'en' ? spec.wide : undefined) ?? spec.width,
        minWidth: 44,
        canSort: canSort(id),
        ...(spec.align && { align: spec.align }),
        ...(id === 'name' && { grows: true }),
        ...(edit && { edit, canEdit: (line: CustomerLine) => line.archived_at === null }),
        cell: (line: CustomerLine) =>
          show ? (
            show(line, cells)
          ) : QUIET.has(id) ? (
            <span className="text-ink-2">{text(id, line, cells)}</span>
          ) : (
            text(id, line, cells)
          ),
        text: (line: CustomerLine) => text(id, line, cells),
      },
    ];
  });
}
