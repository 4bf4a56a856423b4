import type { ReactNode } from 'react';
import { useMe } from '@/shared/permissions';
import { HomePage } from './home-page';
import { HOMES } from './roles';
import { ServiceDay } from './service-day';
import { TeamDay } from './team-day';

interface Props {
  /** A rep's day: everybody's who has no other. */
  own: ReactNode;
  isOwn: boolean;
  teamId: string | undefined;
  onTeam: (teamId: string | undefined) => void;
  onOwn: () => void;
  onComplaint: (complaintId: string) => void;
  onRegister: () => void;
}

/** The page that somebody's day begins with, by role. */
export function DayPage({ own, isOwn, teamId, onTeam, onOwn, onComplaint, onRegister }: Props) {
  const { role } = useMe();
  const home = HOMES[role];
  if (home) return <HomePage home={home} />;
  if (role === 'service_agent') return <ServiceDay onOpen={onComplaint} onRegister={onRegister} />;
  if ((role === 'team_lead' || role === 'sales_manager') && !isOwn) {
    return <TeamDay teamId={teamId} onTeam={onTeam} onOwn={onOwn} />;
  }
  return own;
}
