import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** The screen of each kind of record: its path, or a list that opens one beside it. */
const PATHS = {
  customer: '/customers/$customerId',
  opportunity: '/opportunities/$opportunityId',
  complaint: '/complaints/$complaintId',
  contact_plan: '/plans/$planId',
  import: '/imports/$importId',
  contact_record: '/records',
  handoff: '/handoffs',
  export: '/exports',
} as const;

/** A record that has a screen. */
export interface RecordRef {
  kind: keyof typeof PATHS;
  id: string;
}

/** The record that a subject of an alert or an event names, where it has a screen. */
export function refOf(type: string, id: string): RecordRef | null {
  return type in PATHS ? { kind: type as RecordRef['kind'], id } : null;
}

interface Props extends RecordRef {
  children: ReactNode;
  className?: string;
}

/** The name of a record as a link to it; plain text as long as it has no screen. */
export function RecordLink({ kind, id, children, className }: Props) {
  const router = useRouter();
  const path = PATHS[kind];
  if (!(path in router.routesByPath)) return <span className={className}>{children}</span>;
  const to: string = path.replace(/\$\w+/, id);
  const isBeside = to === path;
  return (
    <Link to={to} search={(isBeside ? { open: id } : {}) as never} className={className}>
      {children}
    </Link>
  );
}
