import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const PATHS = {
  customer: '/customers/$customerId',
  opportunity: '/opportunities/$opportunityId',
  complaint: '/complaints/$complaintId',
  handoff: '/handoffs/$handoffId',
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
  return (
    <Link to={to} className={className}>
      {children}
    </Link>
  );
}
