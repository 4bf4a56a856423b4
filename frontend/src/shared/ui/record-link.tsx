import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const PATHS = {
  customer: '/customers/$customerId',
  opportunity: '/opportunities/$opportunityId',
  complaint: '/complaints/$complaintId',
} as const;

interface Props {
  kind: keyof typeof PATHS;
  id: string;
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
