import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import {
  Archive,
  ArchiveRestore,
  Ban,
  Contact as ContactIcon,
  Copy,
  HandHelping,
  Lightbulb,
  Medal,
  Package,
  Printer,
  ShieldCheck,
  Star,
  Target,
  UserRoundPen,
} from 'lucide-react';
import { type ReactNode, Suspense, lazy, useEffect, useState } from 'react';
import { type Customer, isApiError } from '@/api';
import { useCommands } from '@/shared/commands';
import { useNames } from '@/shared/directory';
import { count, dialLink } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { noteRecent } from '@/shared/recent';
import { along, trailOf } from '@/shared/trail';
import { Button } from '@/shared/ui/actions/button';
import type { MenuEntry } from '@/shared/ui/actions/menu';
import { Note } from '@/shared/ui/feedback/note';
import { Columns } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Tabs } from '@/shared/ui/layout/tabs';
import { toast } from '@/shared/ui/feedback/toast';
import { useWidth } from '@/shared/ui/use-width';
import { FactsColumn } from './columns/facts-column';
import type { Form } from '@/shared/ui/overlays/fields-dialog';
import { useForms } from './forms';
import { PeopleColumn } from './columns/people-column';
import { contactsQuery, customerQuery, overviewQuery, pairsQuery } from './queries';
import { RecordBar, RecordHead } from './record-head';
import { type RecordSearch, type RecordTab, TABS, searchFor, tabOf } from './record-tabs';
import { TimelineTab } from './timeline/timeline-tab';
import { useActs } from './use-acts';

const FieldsDialog = lazy(() =>
  import('@/shared/ui/overlays/fields-dialog').then((m) => ({ default: m.FieldsDialog })),
);
const LogContact = lazyDialog(() => import('@/shared/contacts').then((m) => m.LogContactDialog));
const OtherTabs = lazy(() => import('./tabs/other-tabs').then((m) => ({ default: m.OtherTabs })));

export interface CustomerPageProps {
  customerId: string;
  search: RecordSearch;
  /** The files of the customer: a screen of their own, put in here. */
  files: ReactNode;
  onSearch: (search: RecordSearch) => void;
  /** To another customer, or back to a list by its address. */
  onOpen: (customerId: string) => void;
  onBack: (href: string) => void;
  /** Compares a pair of possible duplicates; null while that screen does not exist. */
  onCompare: ((pairId: string) => void) | null;
}

/** Everything about one customer: what is owed, who they are, what happened, and what can be done. */
export function CustomerPage(props: CustomerPageProps) {
  const { customerId, onBack, onOpen } = props;
  const { t } = useLingui();
  const record = useQuery(customerQuery(customerId));
  const trail = trailOf(customerId);
  const step = async (by: 1 | -1) => {
    const next = await along(customerId, by);
    if (next !== null) onOpen(next);
  };
  useHotkeys([
    { keys: 'j', name: t`Next in the list`, group: 'record', run: () => void step(1), isOn: trail !== null },
    { keys: 'k', name: t`Previous in the list`, group: 'record', run: () => void step(-1), isOn: trail !== null },
    { keys: 'escape', name: t`Back to the list`, group: 'record', run: () => onBack(trail?.href ?? '/customers') },
  ]);
  if (record.isError && isApiError(record.error) && [403, 404].includes(record.error.status)) throw record.error;
  return (
    <>
      <RecordBar customer={record.data?.data} trail={trail} onBack={onBack} onStep={(by) => void step(by)} />
      {record.isPending && <SkeletonLines lines={12} />}
      {record.isError && (
        <PartError
          title={<Trans>The customer was not loaded</Trans>}
          error={record.error}
          onRetry={() => void record.refetch()}
        />
      )}
      {record.data && <Loaded key={customerId} {...props} record={record.data} />}
    </>
  );
}

type LoadedProps = CustomerPageProps & { record: { data: Customer; etag: string } };

function Loaded({ record, search, files, onSearch, onCompare }: LoadedProps) {
  const { t } = useLingui();
  const customer = record.data;
  const me = useMe();
  const nameOf = useNames();
  const overview = useQuery(overviewQuery(customer.id)).data;
  const people = useQuery(contactsQuery(customer.id)).data?.items ?? [];
  // Paper is as narrow, and shows all there is.
  const isPhone = useWidth('screen and (max-width: 767px)');
  const [form, setForm] = useState<Form | null>(null);
  const [isLogging, setLogging] = useState(false);
  const acts = useActs(record, customer.id);
  const forms = useForms(customer, acts);
  const lives = customer.archived_at === null;
  const suggests = useMay('customer:suggest') && lives;
  const writes = useMay('customer:write') && lives;
  const logs = useMay('record:write') && lives;
  const shares = useMay('customer:share') && lives;
  const transfers = useMay('customer:transfer') && lives;
  const decides = useMay('customer:decide') && lives;
  const tab = tabOf(search);
  const open = (next: RecordTab) => onSearch(searchFor(next, search.show));

  useEffect(() => {
    noteRecent(me.id, {
      kind: 'customer',
      id: customer.id,
      name: customer.name,
      ...(customer.city && { detail: customer.city }),
      to: `/customers/${customer.id}`,
    });
  }, [me.id, customer.id, customer.name, customer.city]);

  const main = people.find((each) => each.is_primary && each.active && !each.do_not_call);
  const found = [...(main?.phones ?? []), ...(customer.phones ?? [])].find((each) => each.e164 !== null);
  const line =
    found?.e164 != null && !customer.do_not_call && lives ? { e164: found.e164, extension: found.extension } : null;

  const entry = (id: string, name: string, icon: MenuEntry['icon'], run: () => void): MenuEntry => ({
    id,
    name,
    ...(icon && { icon }),
    run,
  });
  const adds: MenuEntry[] = [
    ...(suggests ? [entry('propose', t`Proposal to the owner`, Lightbulb, () => setForm(forms.propose()))] : []),
    ...(writes
      ? [
          entry('contact', t`Contact`, ContactIcon, () => setForm(forms.contact())),
          entry('need', t`Need`, Target, () => setForm(forms.need())),
          entry('installed', t`Installed product`, Package, () => setForm(forms.installed())),
          entry('refuse', t`Refusal of a channel`, Ban, () => setForm(forms.refuse())),
          entry('consent', t`Consent`, HandHelping, () => setForm(forms.consent())),
        ]
      : []),
  ];
  const moves = (['submit', 'verify', 'return'] as const).filter((move) => customer.allowed_moves.includes(move));
  const unarchive = () => void acts.unarchive().then(() => toast.done(t`${customer.name} is taken up again`));
  const more: { entries: MenuEntry[] }[] = [
    { entries: moves.map((move) => entry(move, forms.moveNames[move], ShieldCheck, () => setForm(forms.move(move)))) },
    {
      entries: [
        ...(decides
          ? [
              entry('grade', t`Set the grade`, Medal, () => setForm(forms.grade())),
              entry('key', customer.is_key ? t`No longer a key customer` : t`Make it a key customer`, Star, () =>
                setForm(forms.key()),
              ),
            ]
          : []),
        ...(transfers ? [entry('transfer', t`Hand over`, UserRoundPen, () => setForm(forms.transfer()))] : []),
      ],
    },
    {
      entries: [
        entry('print', t`Print the file`, Printer, () => print()),
        ...(writes
          ? [{ ...entry('archive', t`Archive`, Archive, () => setForm(forms.archive())), isDanger: true }]
          : []),
        ...(!lives ? [entry('unarchive', t`Take up again`, ArchiveRestore, unarchive)] : []),
      ],
    },
  ];
  useHotkeys([
    {
      keys: 'd',
      name: t`Dial`,
      group: 'record',
      run: () => line && location.assign(dialLink(line.e164, line.extension)),
      isOn: line !== null,
    },
    { keys: 'l', name: t`Log a contact`, group: 'record', run: () => setLogging(true), isOn: logs },
    { keys: 'e', name: t`Change the facts`, group: 'record', run: () => open('facts'), isOn: writes },
    ...TABS.slice(0, 9).map((each, index) => ({
      keys: String(index + 1),
      name: t`Part ${index + 1} of the record`,
      group: 'record' as const,
      run: () => open(each),
    })),
  ]);
  useCommands(
    adds.map(({ id, name, icon = Target, run }) => ({ id: `add-${id}`, name: `${customer.name}: ${name}`, icon, run })),
  );

  const names: Record<RecordTab, string> = {
    timeline: t`Timeline`,
    facts: t`Facts`,
    contacts: t`Contacts`,
    needs: t`Needs`,
    opportunities: t`Opportunities`,
    orders: t`Orders`,
    installed: t`Installed`,
    complaints: t`Complaints`,
    files: t`Files`,
    sharing: t`Sharing and consents`,
    history: t`History`,
  };
  const counts: Partial<Record<RecordTab, number | null>> = overview
    ? {
        ...overview,
        orders: overview.orders.reduce((sum, each) => sum + each.count, 0),
        installed: overview.installed_products,
        timeline: null,
      }
    : {};
  const readsFiles = useMay('file:read');
  const shown = TABS.filter(
    (each) => (counts[each] !== null || each === 'timeline') && (each !== 'files' || readsFiles),
  );

  return (
    <div className="flex min-h-0 flex-1 flex-col max-laptop:overflow-auto print:block">
      <RecordHead
        customer={customer}
        owner={nameOf(customer.owner_id)}
        line={line}
        onLog={logs ? () => setLogging(true) : null}
        adds={[{ entries: adds }]}
        more={more}
      />
      <Duplicates customer={customer} onCompare={onCompare} />
      <Tabs<RecordTab>
        label={t`Parts of the record`}
        className="flex-1"
        value={tab}
        onChange={open}
        tabs={shown.map((id) => {
          const number = counts[id];
          return { id, name: names[id], ...(typeof number === 'number' && { count: count(number) }) };
        })}
      >
        {tab === 'timeline' ? (
          <Columns className="max-laptop:flex-col max-laptop:divide-x-0 print:block">
            <FactsColumn customer={customer} nameOf={nameOf} onEdit={writes ? () => open('facts') : null} />
            <section aria-label={t`Timeline`} className="flex min-h-0 min-w-0 flex-1 flex-col">
              <TimelineTab
                customer={customer}
                overview={overview}
                nameOf={nameOf}
                show={search.show}
                onShow={(show) => onSearch(searchFor(tab, show))}
              />
            </section>
            {!isPhone && (
              <PeopleColumn
                customer={customer}
                overview={overview}
                onAdd={writes ? (what) => setForm(what === 'contact' ? forms.contact() : forms.need()) : null}
                onTab={(next) => open(next as RecordTab)}
              />
            )}
          </Columns>
        ) : tab === 'files' ? (
          <Suspense fallback={<SkeletonLines lines={8} />}>{files}</Suspense>
        ) : (
          <Suspense fallback={<SkeletonLines lines={8} />}>
            <OtherTabs
              tab={tab}
              record={record}
              acts={acts}
              forms={forms}
              nameOf={nameOf}
              writes={writes}
              shares={shares}
              onForm={setForm}
            />
          </Suspense>
        )}
      </Tabs>
      {isLogging && (
        <LogContact
          customer={{ id: customer.id, name: customer.name, zone: customer.zone }}
          onClose={() => setLogging(false)}
        />
      )}
      <Suspense fallback={null}>{form && <FieldsDialog form={form} onClose={() => setForm(null)} />}</Suspense>
    </div>
  );
}

/** That the company may be in the books twice. */
function Duplicates({ customer, onCompare }: { customer: Customer; onCompare: CustomerPageProps['onCompare'] }) {
  const merges = useMay('customer:merge');
  const pairs = useQuery({ ...pairsQuery(customer.id), enabled: merges }).data?.items ?? [];
  const pair = pairs[0];
  if (!pair) return null;
  const other = pair.a.id === customer.id ? pair.b : pair.a;
  return (
    <Note
      tone="warn"
      icon={Copy}
      className="mx-4 mb-2 items-center! py-1! print:hidden"
      after={
        onCompare && (
          <Button size="sm" onPress={() => onCompare(pair.id)}>
            <Trans>Compare</Trans>
          </Button>
        )
      }
    >
      <Trans>
        May be the same company as <b>{other.name}</b>
      </Trans>
      {pairs.length > 1 && ` +${pairs.length - 1}`}
    </Note>
  );
}
