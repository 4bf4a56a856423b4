import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe, may } from '@/shared/permissions';
import { LISTS, type ListKind, type Narrowing, queryOf } from './lists';

interface Props {
  kind: ListKind;
  of: Narrowing | string;
  children: ReactNode;
  className?: string;
}

/** A figure, or its whole tile, that opens the records it counts. */
export function Counted({ kind, of, children, className }: Props) {
  const query = typeof of === 'string' ? of : queryOf(of);
  return (
    <Link to="/lists/$kind" params={{ kind }} search={query === '' ? {} : { of: query }} className={className}>
      {children}
    </Link>
  );
}

/** Whether I may read a list. */
export function useMayList(): (kind: ListKind) => boolean {
  const me = useMe();
  return (kind) => may(me, LISTS[kind].needs);
}
