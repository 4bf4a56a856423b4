import { useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Building2, CircleUser, Clock, CornerDownRight } from 'lucide-react';
import { useDeferredValue, useEffect, useState } from 'react';
import { type User, api, unwrap } from '@/api';
import { type Command, commands } from '@/shared/commands';
import { personName } from '@/shared/format';
import { label, roleLabels } from '@/shared/labels';
import { useMe } from '@/shared/permissions';
import { recent } from '@/shared/recent';
import { timeIn, useMinute } from '@/shared/time';
import { GradeMark } from '@/shared/ui/values/marks';
import { useNavigation } from '../shell/use-navigation';
import { matching } from './match';
import type { PaletteGroup, PaletteItem } from './palette-frame';

const FEW = 6;
const PAUSE_MS = 150;

/** What was typed, once typing rests. */
function useRested(typed: string): string {
  const [rested, setRested] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setRested(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return rested;
}

interface Found {
  groups: PaletteGroup[];
  isLoading: boolean;
  error: Error | null;
}

/** Everything that what was typed may mean, in groups; `onDone` closes the palette before something runs. */
/** Whether somebody is meant by their own name or mailbox: all of the company's addresses hold its domain. */
function isMeant({ email }: User, wanted: string): boolean {
  const [mailbox = '', domain = ''] = email.split('@');
  const typed = wanted.toLowerCase();
  return !domain.includes(typed) || mailbox.includes(typed);
}

export function useFound(typed: string, onDone: () => void): Found {
  const { t, i18n } = useLingui();
  const router = useRouter();
  const me = useMe();
  const now = useMinute();
  const [offered] = useState<Command[]>(commands);
  const pages = useNavigation();
  const local = useDeferredValue(typed);
  const wanted = useRested(typed).trim();
  const asks = wanted.length >= 2;

  const customers = useQuery({
    queryKey: ['palette', 'customers', wanted],
    enabled: asks && 'customer:read' in me.grants,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers', { signal, params: { query: { q: wanted, limit: FEW } } })),
  });
  const people = useQuery({
    queryKey: ['palette', 'people', wanted],
    enabled: asks && 'user:read' in me.grants,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/users', { signal, params: { query: { q: wanted, active: [true], limit: FEW } } })),
  });

  const go = (to: string) => () => {
    onDone();
    void router.navigate({ to });
  };
  const after = (run: () => void) => () => {
    onDone();
    run();
  };

  const groups: { id: string; name: string; items: PaletteItem[] }[] = [
    {
      id: 'commands',
      name: t`Commands`,
      items: matching(offered, local).map((command) => ({ ...command, run: after(command.run) })),
    },
    {
      id: 'recent',
      name: t`Recent`,
      items: matching(recent(me.id), local)
        .slice(0, FEW)
        .map((entry) => ({
          id: `r-${entry.id}`,
          icon: Clock,
          name: entry.name,
          marked: entry.marked,
          detail: entry.detail,
          run: go(entry.to),
        })),
    },
    {
      id: 'customers',
      name: t`Customers`,
      items: (asks ? (customers.data?.items ?? []) : []).map((customer) => ({
        id: customer.id,
        icon: Building2,
        name: customer.name,
        detail: [customer.short_name, customer.city].filter(Boolean).join(' · '),
        after: (
          <span className="flex items-center gap-2">
            {customer.zone && timeIn(now, customer.zone)}
            {customer.grade && <GradeMark grade={customer.grade} />}
          </span>
        ),
        run: go(`/customers/${customer.id}`),
      })),
    },
    {
      id: 'people',
      name: t`People`,
      items: (asks ? (people.data?.items ?? []) : [])
        .filter((person) => isMeant(person, wanted))
        .map((person) => ({
          id: person.id,
          icon: CircleUser,
          name: personName(person),
          detail: `${label(roleLabels, person.role)} · ${person.email}`,
          run: after(() => void navigator.clipboard.writeText(person.email)),
          after: <span className="text-xs text-ink-3">{t`Copy the email`}</span>,
        })),
    },
    {
      id: 'pages',
      name: t`Go to`,
      items: matching(
        pages.map((page) => ({ ...page, id: page.to, name: i18n._(page.name) })),
        local,
      ).map((page) => ({
        id: page.to,
        icon: page.icon ?? CornerDownRight,
        name: page.name,
        marked: page.marked,
        ...(page.key && { keys: `g ${page.key}` }),
        run: go(page.to),
      })),
    },
  ];
  return {
    groups: groups.filter((group) => group.items.length > 0),
    isLoading: (customers.isFetching || people.isFetching) && asks,
    error: customers.error ?? people.error,
  };
}
