import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Ban, HandHelping, ShieldOff, Trash2, UserPlus } from 'lucide-react';
import type { Consent, Contact, Customer, Member, OptOut } from '@/api';
import type { NameOf } from '@/shared/directory';
import { channelLabels, label, memberKindLabels } from '@/shared/labels';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Difference } from '@/shared/ui/values/marks';
import { FollowersPart } from './followers-part';
import { Part } from '../part';
import { consentsQuery, contactsQuery, membersQuery, optOutsQuery, transfersQuery } from '../queries';

interface Props {
  customer: Customer;
  nameOf: NameOf;
  acts: {
    share: (() => void) | null;
    unshare: ((member: Member) => void) | null;
    refuse: (() => void) | null;
    lift: ((optOut: OptOut) => void) | null;
    consent: (() => void) | null;
    withdraw: ((consent: Consent) => void) | null;
  };
}

/** Who works on the customer, what its people refused and agreed to, and whose it was before. */
export function SharingTab({ customer, nameOf, acts }: Props) {
  const { t } = useLingui();
  const members = useQuery(membersQuery(customer.id));
  const optOuts = useQuery(optOutsQuery(customer.id));
  const consents = useQuery(consentsQuery(customer.id));
  const transfers = useQuery(transfersQuery(customer.id));
  const people = useQuery(contactsQuery(customer.id)).data?.items ?? [];
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <Part
        title={<Trans>Who works on it besides the owner</Trans>}
        actions={acts.share && <Add icon={UserPlus} onPress={acts.share} name={<Trans>Share</Trans>} />}
        query={members}
        isEmpty={({ items }) => items.length === 0}
        empty={<Trans>Nobody else.</Trans>}
      >
        {({ items }) => (
          <ul className="flex flex-col gap-1.5">
            {items.map((member) => (
              <li key={member.id} className="flex items-center gap-2">
                <Avatar name={nameOf(member.user_id, member.user_name)} />
                <b>{nameOf(member.user_id, member.user_name)}</b>
                <Badge>{label(memberKindLabels, member.kind)}</Badge>
                <span className="text-ink-2">{[member.role, member.note].filter(Boolean).join(' · ')}</span>
                <span className="ml-auto text-xs text-ink-3">
                  <MyTime at={member.added_at} />
                </span>
                {acts.unshare && (
                  <IconButton
                    icon={Trash2}
                    size="sm"
                    label={t`No longer share with ${nameOf(member.user_id, member.user_name)}`}
                    onPress={() => acts.unshare?.(member)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <FollowersPart customer={customer} nameOf={nameOf} />
      <Part
        title={<Trans>Refused channels</Trans>}
        actions={acts.refuse && <Add icon={Ban} onPress={acts.refuse} name={<Trans>Note a refusal</Trans>} />}
        query={optOuts}
        isEmpty={({ items }) => items.length === 0}
        empty={<Trans>Nothing was refused.</Trans>}
      >
        {({ items }) => (
          <ul className="flex flex-col gap-1.5">
            {items.map((each) => (
              <li key={each.id} className="flex flex-wrap items-center gap-2">
                <Badge tone={each.lifted_at === null ? 'bad' : 'mute'} icon={Ban}>
                  {label(channelLabels, each.channel)}
                </Badge>
                <b>{personOf(each.contact_id, people) ?? <Trans>the whole company</Trans>}</b>
                <span className="min-w-0 flex-1 text-ink-2">
                  {each.reason}
                  {each.lifted_at !== null && (
                    <span className="block text-xs text-ink-3">
                      <Trans>
                        Lifted by {nameOf(each.lifted_by)}: {each.lifted_reason}
                      </Trans>
                    </span>
                  )}
                </span>
                <span className="text-xs text-ink-3">
                  <MyTime at={each.at} /> {nameOf(each.set_by)}
                </span>
                {acts.lift && each.lifted_at === null && (
                  <Button size="sm" icon={ShieldOff} onPress={() => acts.lift?.(each)}>
                    <Trans>Lift</Trans>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part
        title={<Trans>Consents</Trans>}
        actions={acts.consent && <Add icon={HandHelping} onPress={acts.consent} name={<Trans>Note a consent</Trans>} />}
        query={consents}
        isEmpty={({ items }) => items.length === 0}
        empty={<Trans>No consent is on file.</Trans>}
      >
        {({ items }) => (
          <ul className="flex flex-col gap-1.5">
            {items.map((each) => (
              <li key={each.id} className="flex flex-wrap items-center gap-2">
                <Badge tone={each.withdrawn_at === null ? 'ok' : 'mute'}>
                  {each.withdrawn_at === null ? <Trans>Stands</Trans> : <Trans>Withdrawn</Trans>}
                </Badge>
                <b>{each.purpose}</b>
                <span className="min-w-0 flex-1 text-ink-2">
                  {[personOf(each.contact_id, people), each.evidence].filter(Boolean).join(' · ')}
                </span>
                <span className="text-xs text-ink-3">
                  <MyTime at={each.given_at} /> {nameOf(each.recorded_by)}
                </span>
                {acts.withdraw && each.withdrawn_at === null && (
                  <Button size="sm" onPress={() => acts.withdraw?.(each)}>
                    <Trans>Withdraw</Trans>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part
        title={<Trans>Owners before</Trans>}
        query={transfers}
        isEmpty={({ items }) => items.length === 0}
        empty={<Trans>It was never handed over.</Trans>}
      >
        {({ items }) => (
          <ul className="flex flex-col gap-1.5">
            {items.map((each) => (
              <li key={each.id} className="flex flex-wrap items-center gap-2">
                <Difference before={nameOf(each.from_user_id) || null} after={nameOf(each.to_user_id)} />
                <span className="min-w-0 flex-1 text-ink-2">{each.note}</span>
                <span className="text-xs text-ink-3">
                  <MyTime at={each.at} /> {nameOf(each.by_user_id)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Part>
    </div>
  );
}

const personOf = (id: string | null, people: readonly Contact[]) => people.find((each) => each.id === id)?.name ?? null;

function Add({ icon, name, onPress }: { icon: typeof Ban; name: React.ReactNode; onPress: () => void }) {
  return (
    <Button size="sm" icon={icon} onPress={onPress}>
      {name}
    </Button>
  );
}
