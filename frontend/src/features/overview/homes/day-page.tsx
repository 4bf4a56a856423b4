import { type ComponentType, type ReactNode, Suspense, lazy } from 'react';
import type { Role } from '@/api';
import { useMe } from '@/shared/permissions';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';

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

/** Each comes with its own code: nobody loads another role's day. */
const TeamDay = lazy(() => import('./team-day').then((module) => ({ default: module.TeamDay })));
const ServiceDay = lazy(() => import('./service-day').then((module) => ({ default: module.ServiceDay })));
const HomePage = lazy(() => import('./home-page').then((module) => ({ default: module.HomePage })));

const Team: ComponentType<Props> = ({ teamId, onTeam, onOwn }) => (
  <TeamDay teamId={teamId} onTeam={onTeam} onOwn={onOwn} />
);
const Service: ComponentType<Props> = ({ onComplaint, onRegister }) => (
  <ServiceDay onOpen={onComplaint} onRegister={onRegister} />
);
const Overview: ComponentType<Props> = () => <HomePage />;

const DAYS: Partial<Record<Role, ComponentType<Props>>> = {
  team_lead: Team,
  sales_manager: Team,
  service_agent: Service,
  deputy_director: Overview,
  director: Overview,
  market_analyst: Overview,
  product_specialist: Overview,
  administrator: Overview,
  auditor: Overview,
};

/** The page that somebody's day begins with, by role. */
export function DayPage(props: Props) {
  const { role } = useMe();
  const Day = DAYS[role];
  if (!Day || (Day === Team && props.isOwn)) return props.own;
  return (
    <Suspense fallback={<SkeletonRows rows={12} />}>
      <Day {...props} />
    </Suspense>
  );
}
