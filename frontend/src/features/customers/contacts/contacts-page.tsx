import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Ban, Contact } from 'lucide-react';
import type { ContactLine, ContactRole } from '@/api';
import { about, joined, langOf, languageName } from '@/shared/format';
import { contactRoleLabels, label, options } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { Checkbox } from '@/shared/ui/forms/choice';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { Phone } from '@/shared/ui/values/phone';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { Select } from '@/shared/ui/forms/select';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { DataTable, type TableColumn } from '@/shared/ui/table';
import { SearchField } from '@/shared/ui/forms/text-field';
import { type ContactsChoice, contactsQuery } from './queries';

const ANY = 'any';

interface Props {
  choice: ContactsChoice;
  onChoice: (choice: ContactsChoice) => void;
  onOpen: (customerId: string) => void;
}

/** The people at all customers: found by name, number or address, opened with their customer. */
export function ContactsPage({ choice, onChoice, onOpen }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const seesOthers = useMay('customer:read', 'team');
  const list = useInfiniteQuery(contactsQuery(choice, me.id));
  const rows = list.data?.rows ?? [];
  const columns = useColumns();
  return (
    <>
      <PanelHeader
        title={t`Contacts`}
        actions={
          <SearchField
            label={t`Name, number or address`}
            value={choice.q}
            onChange={(q) => onChoice({ ...choice, q })}
            className="w-64 max-phone:w-40"
          />
        }
      />
      <Strip className="overflow-x-auto">
        <Select<ContactRole | 'any'>
          label={t`Part in the decision`}
          hidesLabel
          size="sm"
          value={choice.role ?? ANY}
          onChange={(role) => onChoice({ ...choice, role: role === ANY ? null : role })}
          choices={[{ id: ANY, name: t`Whatever their part` }, ...options(contactRoleLabels)]}
        />
        {seesOthers && (
          <Checkbox isSelected={choice.mine} onChange={(mine) => onChoice({ ...choice, mine })}>
            <Trans>Of my customers alone</Trans>
          </Checkbox>
        )}
        {list.data && (
          <span className="ml-auto text-xs whitespace-nowrap text-ink-3">
            {about(list.data.isEstimate)}
            <Plural value={list.data.total ?? rows.length} one="# person" other="# people" />
          </span>
        )}
      </Strip>
      {list.isError ? (
        <PartError
          title={<Trans>The people were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : (
        <DataTable<ContactLine>
          label={t`Contacts`}
          columns={columns}
          rows={rows}
          idOf={(row) => row.id}
          onOpen={(row) => onOpen(row.customer_id)}
          isLoading={list.isPending}
          hasMore={list.hasNextPage}
          onMore={() => void list.fetchNextPage()}
          total={list.data?.total ?? null}
          empty={
            <Empty className="py-16" icon={Contact} title={<Trans>Nobody like that</Trans>}>
              <Trans>A part of the name, the last digits of a number, or how an address begins will do.</Trans>
            </Empty>
          }
        />
      )}
    </>
  );
}

/** Their first number, as it is dialled; as it was typed where nobody could read it. */
function First({ row }: { row: ContactLine }) {
  const first = row.phones?.[0];
  if (first === undefined) return null;
  return first.e164 === null ? <span>{first.raw}</span> : <Phone e164={first.e164} extension={first.extension} />;
}

function useColumns(): readonly TableColumn<ContactLine>[] {
  const { t } = useLingui();
  return [
    {
      id: 'name',
      name: t({ context: 'person', message: 'Name' }),
      width: 190,
      isPinned: true,
      text: (row) => row.name,
      cell: (row) => (
        <b className="truncate" lang={langOf(row.name)}>
          {row.name}
        </b>
      ),
    },
    {
      id: 'customer',
      name: t`Customer`,
      width: 240,
      grows: true,
      text: (row) => row.customer_name,
      cell: (row) => (
        <RecordLink kind="customer" id={row.customer_id} className="truncate">
          {row.customer_name}
        </RecordLink>
      ),
    },
    {
      id: 'title',
      name: t`Position`,
      width: 170,
      text: (row) => row.title ?? '',
      cell: (row) => <span className="truncate">{row.title}</span>,
    },
    {
      id: 'role',
      name: t`Part in the decision`,
      width: 145,
      text: (row) => label(contactRoleLabels, row.role),
      cell: (row) => label(contactRoleLabels, row.role),
    },
    {
      id: 'phone',
      name: t`Phone number`,
      width: 180,
      text: (row) => row.phones?.[0]?.raw ?? '',
      cell: (row) =>
        row.do_not_call ? (
          <Badge tone="bad" icon={Ban}>
            <Trans>No calls</Trans>
          </Badge>
        ) : (
          <First row={row} />
        ),
    },
    {
      id: 'email',
      name: t`E-mail address`,
      width: 230,
      text: (row) => row.emails?.[0]?.address ?? '',
      cell: (row) => <span className="truncate">{row.emails?.[0]?.address}</span>,
    },
    {
      id: 'languages',
      name: t`Languages`,
      width: 100,
      text: (row) => joined(row.languages.map(languageName)),
      cell: (row) => joined(row.languages.map(languageName)),
    },
  ];
}
