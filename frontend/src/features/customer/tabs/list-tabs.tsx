import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PencilLine, Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Contact, Customer, InstalledProduct, Need } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import {
  complaintStateLabels,
  contactRoleLabels,
  installedStateLabels,
  label,
  needKindLabels,
  needStateLabels,
  opportunityStateLabels,
} from '@/shared/labels';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Day, Money, MyTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Phone } from '@/shared/ui/values/phone';
import { StageMark } from '@/shared/ui/values/marks';
import { Loaded } from '../part';
import { complaintsQuery, contactsQuery, installedQuery, needsQuery, opportunitiesQuery } from '../queries';

interface FrameProps {
  /** `end`: of a column of amounts, which stand at its right. */
  heads: readonly (string | { end: string })[];
  children: ReactNode;
  /** The way to add one, where one may. */
  onAdd?: (() => void) | null | undefined;
  add?: ReactNode;
}

const CELL = 'border-b border-line px-2.5 py-1.5 text-left align-top first:pl-4 last:pr-4';

export function Frame({ heads, children, onAdd, add }: FrameProps) {
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <table className="w-full border-separate border-spacing-0">
        <thead className="sticky top-0 z-1 bg-surface-2">
          <tr>
            {heads.map((head) => {
              const [name, side] = typeof head === 'string' ? [head, ''] : [head.end, 'text-right!'];
              return (
                <th key={name} className={`${CELL} py-1.5! text-xs font-normal text-ink-3 ${side}`}>
                  {name}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {onAdd && (
        <div className="px-4 py-2.5 print:hidden">
          <Button icon={Plus} onPress={onAdd}>
            {add}
          </Button>
        </div>
      )}
    </div>
  );
}

export const Cell = ({ children, className = '' }: { children?: ReactNode; className?: string }) => (
  <td className={`${CELL} ${className}`}>{children}</td>
);
export const Nothing = ({ span, children }: { span: number; children: ReactNode }) => (
  <tr>
    <td colSpan={span} className={`${CELL} text-ink-3`}>
      {children}
    </td>
  </tr>
);

export interface TabProps<Row> {
  customer: Customer;
  onAdd: (() => void) | null;
  onEdit: ((row: Row) => void) | null;
  onRemove?: ((row: Row) => void) | null;
}

export function Acts<Row>({
  row,
  name,
  onEdit,
  onRemove,
}: { row: Row; name: string } & Pick<TabProps<Row>, 'onEdit' | 'onRemove'>) {
  const { t } = useLingui();
  return (
    <span className="-my-1 flex justify-end print:hidden">
      {onEdit && <IconButton icon={PencilLine} size="sm" label={t`Change ${name}`} onPress={() => onEdit(row)} />}
      {onRemove && <IconButton icon={Trash2} size="sm" label={t`Remove ${name}`} onPress={() => onRemove(row)} />}
    </span>
  );
}

export function ContactsTab({ customer, onAdd, onEdit, onRemove }: TabProps<Contact>) {
  const { t } = useLingui();
  const contacts = useQuery(contactsQuery(customer.id));
  return (
    <Loaded query={contacts}>
      {({ items }) => (
        <Frame
          heads={[t({ context: 'person', message: 'Name' }), t`Role`, t`Reach`, t`Preferences`, '']}
          onAdd={onAdd}
          add={<Trans>New contact</Trans>}
        >
          {items.length === 0 && (
            <Nothing span={5}>
              <Trans>Nobody there is known yet.</Trans>
            </Nothing>
          )}
          {items.map((person) => (
            <tr key={person.id} className={person.active ? '' : 'text-ink-3'}>
              <Cell>
                <span className="flex flex-wrap items-center gap-1.5">
                  <b lang={langOf(person.name)}>{person.name}</b>
                  {person.is_primary && (
                    <Badge tone="accent">
                      <Trans context="contact">Main</Trans>
                    </Badge>
                  )}
                  {!person.active && (
                    <Badge>
                      <Trans>Gone</Trans>
                    </Badge>
                  )}
                  {person.do_not_call && (
                    <Badge tone="bad">
                      <Trans>Refuses calls</Trans>
                    </Badge>
                  )}
                </span>
              </Cell>
              <Cell>
                {label(contactRoleLabels, person.role)}
                <span className="block text-xs text-ink-3">
                  {[person.title, person.department].filter(Boolean).join(' · ')}
                </span>
              </Cell>
              <Cell>
                {person.phones?.map((each) =>
                  each.e164 === null ? (
                    <span key={each.id} className="block">
                      {each.raw}
                    </span>
                  ) : (
                    <Phone key={each.id} e164={each.e164} extension={each.extension} className="flex" />
                  ),
                )}
                {person.emails?.map((each) => (
                  <a key={each.id} href={`mailto:${each.address}`} className="block text-accent-ink hover:underline">
                    {each.address}
                  </a>
                ))}
              </Cell>
              <Cell>{person.preferences && <span lang={langOf(person.preferences)}>{person.preferences}</span>}</Cell>
              <Cell>
                <Acts row={person} name={person.name} onEdit={onEdit} onRemove={person.active ? onRemove : null} />
              </Cell>
            </tr>
          ))}
        </Frame>
      )}
    </Loaded>
  );
}

const NEED_TONES: Record<Need['state'], Tone> = { open: 'accent', met: 'ok', dropped: 'mute' };

export function NeedsTab({ customer, onAdd, onEdit, onRemove }: TabProps<Need>) {
  const { t } = useLingui();
  const needs = useQuery(needsQuery(customer.id));
  return (
    <Loaded query={needs}>
      {({ items }) => (
        <Frame heads={[t`Kind`, t`Need`, t`Expected`, t`State`, '']} onAdd={onAdd} add={<Trans>New need</Trans>}>
          {items.length === 0 && (
            <Nothing span={5}>
              <Trans>No need is known yet.</Trans>
            </Nothing>
          )}
          {items.map((need) => (
            <tr key={need.id}>
              <Cell>{label(needKindLabels, need.kind)}</Cell>
              <Cell>
                <span lang={langOf(need.description)}>{need.description}</span>
              </Cell>
              <Cell>{need.expected_on && <Day date={need.expected_on} />}</Cell>
              <Cell>
                <Badge tone={NEED_TONES[need.state]}>{label(needStateLabels, need.state)}</Badge>
              </Cell>
              <Cell>
                <Acts row={need} name={need.description} onEdit={onEdit} onRemove={onRemove} />
              </Cell>
            </tr>
          ))}
        </Frame>
      )}
    </Loaded>
  );
}

const RUNS: Record<InstalledProduct['state'], Tone> = {
  running: 'ok',
  faulty: 'bad',
  under_repair: 'warn',
  retired: 'mute',
};

export function InstalledTab({ customer, onAdd, onEdit, onRemove }: TabProps<InstalledProduct>) {
  const { t } = useLingui();
  const installed = useQuery(installedQuery(customer.id));
  return (
    <Loaded query={installed}>
      {({ items }) => (
        <Frame
          heads={[t`Model`, t`Serial number`, t`Bought`, t`State`, '']}
          onAdd={onAdd}
          add={<Trans>New installed product</Trans>}
        >
          {items.length === 0 && (
            <Nothing span={5}>
              <Trans>No product of ours is known to run there.</Trans>
            </Nothing>
          )}
          {items.map((product) => (
            <tr key={product.id}>
              <Cell>
                <b>{product.model}</b>
              </Cell>
              <Cell>{product.serial_number}</Cell>
              <Cell>{product.purchased_on && <Day date={product.purchased_on} />}</Cell>
              <Cell>
                <Badge tone={RUNS[product.state]}>{label(installedStateLabels, product.state)}</Badge>{' '}
                {product.state_note}
              </Cell>
              <Cell>
                <Acts row={product} name={product.model} onEdit={onEdit} onRemove={onRemove} />
              </Cell>
            </tr>
          ))}
        </Frame>
      )}
    </Loaded>
  );
}

export function OpportunitiesTab({ customer }: { customer: Customer }) {
  const { t } = useLingui();
  const opportunities = useQuery(opportunitiesQuery(customer.id));
  const nameOf = useNames();
  return (
    <Loaded query={opportunities}>
      {({ items }) => (
        <Frame heads={[t`Stage`, t`Opportunity`, t`Owner`, t`Expected`, { end: t`Amount` }]}>
          {items.length === 0 && (
            <Nothing span={5}>
              <Trans>No opportunity yet.</Trans>
            </Nothing>
          )}
          {items.map((each) => (
            <tr key={each.id}>
              <Cell>
                {each.outcome === 'open' ? (
                  <StageMark stage={each.stage} />
                ) : (
                  <Badge>{label(opportunityStateLabels, each.state)}</Badge>
                )}
              </Cell>
              <Cell>
                <Link
                  to="/opportunities/$opportunityId"
                  params={{ opportunityId: each.id }}
                  lang={langOf(each.title)}
                  className="font-strong text-accent-ink hover:underline"
                >
                  {each.title}
                </Link>
              </Cell>
              <Cell>{nameOf(each.owner_id, each.owner_name)}</Cell>
              <Cell>{each.expected_purchase_on && <Day date={each.expected_purchase_on} />}</Cell>
              <Cell className="text-right! whitespace-nowrap">{each.amount && <Money value={each.amount} />}</Cell>
            </tr>
          ))}
        </Frame>
      )}
    </Loaded>
  );
}

export function ComplaintsTab({ customer }: { customer: Customer }) {
  const { t } = useLingui();
  const complaints = useQuery(complaintsQuery(customer.id));
  return (
    <Loaded query={complaints}>
      {({ items }) => (
        <Frame heads={[t`Number`, t`Complaint`, t`Registered`, t`State`, t`Due`]}>
          {items.length === 0 && (
            <Nothing span={5}>
              <Trans>No complaint.</Trans>
            </Nothing>
          )}
          {items.map((each) => (
            <tr key={each.id}>
              <Cell>
                <Link
                  to="/complaints/$complaintId"
                  params={{ complaintId: each.id }}
                  className="font-strong text-accent-ink hover:underline"
                >
                  {each.number}
                </Link>
              </Cell>
              <Cell>
                {each.reason}
                {each.product && <span className="block text-xs text-ink-3">{each.product}</span>}
              </Cell>
              <Cell>
                <MyTime at={each.registered_at} />
              </Cell>
              <Cell>
                <Badge>{label(complaintStateLabels, each.state)}</Badge>
              </Cell>
              <Cell className={each.overdue ? 'text-bad-ink' : ''}>{each.due_at && <MyTime at={each.due_at} />}</Cell>
            </tr>
          ))}
        </Frame>
      )}
    </Loaded>
  );
}
