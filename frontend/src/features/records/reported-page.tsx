import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { msg } from '@lingui/core/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link2, Mail, PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import { createElement, useState } from 'react';
import type { ReportedState } from '@/api';
import { useNames } from '@/shared/directory';
import { phone } from '@/shared/format';
import { type Labels, label, options } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { ContactPicker, CustomerPicker } from '@/shared/pickers';
import { counter } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Button, LinkButton } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { MyTime } from '@/shared/ui/values/figures';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { EndlessTable } from '@/shared/ui/lists/endless';
import { Empty, Hidden } from '@/shared/ui/feedback/states';
import type { TableColumn } from '@/shared/ui/table';
import { REPORTED, type Reported, type ReportedChoice, type ReportedKind, reportedQuery, useAttach } from './reported';

const STATES: Labels<ReportedState> = {
  under_way: msg`Under way`,
  unattached: msg`Nobody knows whose`,
  missed: msg`Missed by us`,
  recorded: msg`In the records`,
};
const TONES: Record<ReportedState, Tone> = { under_way: 'info', unattached: 'warn', missed: 'bad', recorded: 'ok' };
const ANY = 'any';

interface Props {
  choice: ReportedChoice;
  onChoice: (choice: ReportedChoice) => void;
}

/** Calls and mails as the switch and the mail server told of them; who is not known is named here by hand. */
export function ReportedPage({ choice, onChoice }: Props) {
  const { t } = useLingui();
  const sees = useMay('record:read');
  const list = useInfiniteQuery({ ...reportedQuery(choice), enabled: sees });
  const rows = list.data?.rows ?? [];
  const [attached, setAttached] = useState<Reported | null>(null);
  const columns = useColumns(choice.kind, setAttached);
  const names: Record<ReportedKind, string> = { calls: t`Calls`, mails: t`Mails` };
  if (!sees) {
    return (
      <>
        <PanelHeader title={t`Reported calls and mails`} />
        <Hidden className="p-6" title={<Trans>Records are hidden from you</Trans>}>
          <Trans>Who works with the customers sees them.</Trans>
        </Hidden>
      </>
    );
  }
  return (
    <>
      <PanelHeader
        title={t`Reported calls and mails`}
        actions={<LinkButton to="/records">{t`Contact records`}</LinkButton>}
      />
      <Strip className="overflow-x-auto">
        <Segmented<ReportedKind>
          label={t`What was reported`}
          value={choice.kind}
          onChange={(kind) => onChoice({ ...choice, kind })}
          choices={REPORTED.map((id) => ({ id, name: names[id] }))}
        />
        <Select<ReportedState | 'any'>
          label={t`Where it stands`}
          hidesLabel
          size="sm"
          value={choice.state ?? ANY}
          onChange={(state) => onChoice({ ...choice, state: state === ANY ? null : state })}
          choices={[{ id: ANY, name: t`Wherever they stand` }, ...options(STATES)]}
        />
        {list.data && (
          <span className="ml-auto text-xs whitespace-nowrap text-ink-3">
            <Plural value={list.data.total ?? rows.length} one="# reported" other="# reported" />
          </span>
        )}
      </Strip>
      <EndlessTable<Reported>
        label={t`Reported calls and mails`}
        list={list}
        failed={<Trans>What was reported was not loaded</Trans>}
        columns={columns}
        idOf={(row) => row.id}
        onOpen={(row) => row.state === 'unattached' && setAttached(row)}
        empty={
          <Empty
            className="py-16"
            icon={choice.kind === 'calls' ? PhoneIncoming : Mail}
            title={<Trans>Nothing was reported</Trans>}
          >
            <Trans>The telephone switch and the mail server report by the API what they carry.</Trans>
          </Empty>
        }
      />
      {attached && <AttachDialog kind={choice.kind} reported={attached} onClose={() => setAttached(null)} />}
    </>
  );
}

/** The number or the address at the other end. */
const partyOf = (row: Reported) => ('number' in row ? (row.phone ? phone(row.phone) : row.number) : row.address) ?? '';

interface DialogProps {
  kind: ReportedKind;
  reported: Reported;
  onClose: () => void;
}

function AttachDialog({ kind, reported, onClose }: DialogProps) {
  const { t } = useLingui();
  const attach = useAttach(kind, reported);
  const [customer, setCustomer] = useState<Choice | null>(null);
  const [contact, setContact] = useState<string | null>(null);
  return (
    <FormDialog
      title={t`With whom was it? ${partyOf(reported)}`}
      act={t`Put it into their record`}
      onClose={onClose}
      isReady={customer !== null}
      send={() => attach.mutateAsync({ customer_id: customer?.id ?? '', contact_id: contact })}
    >
      {({ isAsked }) => (
        <>
          <CustomerPicker
            label={t({ context: 'record', message: 'Customer' })}
            isRequired
            autoFocus
            value={customer}
            onChange={(chosen) => {
              setCustomer(chosen);
              setContact(null);
            }}
            error={isAsked && customer === null ? t`Say with which customer.` : undefined}
          />
          {customer && (
            <ContactPicker label={t`Whom there`} customerId={customer.id} value={contact} onChange={setContact} />
          )}
        </>
      )}
    </FormDialog>
  );
}

function useColumns(kind: ReportedKind, onAttach: (row: Reported) => void): readonly TableColumn<Reported>[] {
  const { t } = useLingui();
  const nameOf = useNames();
  const writes = useMay('record:write');
  const talked: TableColumn<Reported> = {
    id: 'talked',
    name: t`Talked`,
    width: 80,
    align: 'end',
    text: (row) => String('talk_seconds' in row ? (row.talk_seconds ?? '') : ''),
    cell: (row) => ('talk_seconds' in row && row.talk_seconds ? counter(row.talk_seconds) : ''),
  };
  const subject: TableColumn<Reported> = {
    id: 'subject',
    name: t`Subject`,
    width: 240,
    grows: true,
    text: (row) => ('subject' in row ? (row.subject ?? '') : ''),
    cell: (row) => <span className="truncate">{'subject' in row && row.subject}</span>,
  };
  return [
    {
      id: 'started_at',
      name: t`When`,
      width: 185,
      isPinned: true,
      text: (row) => row.started_at,
      cell: (row) => <MyTime at={row.started_at} />,
    },
    {
      id: 'party',
      name: kind === 'calls' ? t`Phone number` : t`E-mail address`,
      width: 220,
      text: partyOf,
      cell: (row) => (
        <span className="flex items-center gap-1.5">
          {createElement(kind === 'mails' ? Mail : row.direction === 'inbound' ? PhoneIncoming : PhoneOutgoing, {
            className: 'icon-sm text-ink-3',
            'aria-hidden': true,
          })}
          {partyOf(row)}
        </span>
      ),
    },
    {
      id: 'customer',
      name: t({ context: 'record', message: 'Customer' }),
      width: 230,
      grows: true,
      text: (row) => row.customer_name ?? '',
      cell: (row) =>
        row.customer_id ? (
          <RecordLink kind="customer" id={row.customer_id} className="truncate">
            {row.customer_name}
          </RecordLink>
        ) : (
          writes &&
          row.state === 'unattached' && (
            <Button size="sm" icon={Link2} aria-label={t`Say with whom: ${partyOf(row)}`} onPress={() => onAttach(row)}>
              <Trans>Say with whom</Trans>
            </Button>
          )
        ),
    },
    kind === 'calls' ? talked : subject,
    {
      id: 'state',
      name: t`Where it stands`,
      width: 150,
      text: (row) => label(STATES, row.state),
      cell: (row) => <Badge tone={TONES[row.state]}>{label(STATES, row.state)}</Badge>,
    },
    {
      id: 'author',
      name: t`Whose`,
      width: 100,
      text: (row) => row.author_name ?? '',
      cell: (row) => nameOf(row.author_id, row.author_name),
    },
  ];
}
