import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { Me, Role } from '@/api';
import type { ListKind, Narrowing } from '@/shared/lists';

/** What a home is drawn for: whose, and where its days begin. */
export interface Context {
  me: Pick<Me, 'id' | 'department_id'>;
  /** The day here, `2026-11-24`, and thirty days before it. */
  today: string;
  monthAgo: string;
  /** The instants at which those days began here. */
  midnight: string;
  monthStart: string;
}

interface Part {
  title: MessageDescriptor;
  kind: ListKind;
  of: (context: Context) => Narrowing;
}
export interface TileSpec extends Part {
  note?: MessageDescriptor;
  isBad?: boolean;
}
export interface BlockSpec extends Part {
  empty: MessageDescriptor;
  sort?: string;
}
export interface Home {
  tiles: readonly TileSpec[];
  main: readonly BlockSpec[];
  side: readonly BlockSpec[];
}

const DAYS = msg`in 30 days`;
const OPEN = { 'state.ne': 'archived' };
const ofDepartment = ({ me }: Context): Narrowing => (me.department_id ? { department_id: me.department_id } : {});

const waiting: BlockSpec = {
  title: msg`For you to decide`,
  kind: 'waiting',
  of: () => ({ demand: 'decide' }),
  empty: msg`Nothing waits for your decision.`,
};
const questions: BlockSpec = {
  title: msg`To answer`,
  kind: 'handoffs',
  of: (context) => ({ ...ofDepartment(context), state: 'open' }),
  empty: msg`Every question to your department is answered.`,
};
const followed: BlockSpec = {
  title: msg`Changed at customers you follow`,
  kind: 'followed',
  of: () => ({ unseen: 'true' }),
  empty: msg`Nothing new since you last looked.`,
};
const market: BlockSpec = {
  title: msg`Newest market notes`,
  kind: 'notes',
  of: () => ({}),
  empty: msg`Nobody has written down anything of the market yet.`,
};

const overview: Home = {
  tiles: [
    { title: msg`To decide`, kind: 'waiting', of: () => ({ demand: 'decide' }) },
    { title: msg`Calls today`, kind: 'calls', of: ({ midnight }) => ({ 'started_at.gte': midnight }) },
    {
      title: msg`New customers`,
      kind: 'customers',
      of: ({ monthStart }) => ({ 'created_at.gte': monthStart }),
      note: DAYS,
    },
    {
      title: msg`Important sales`,
      kind: 'opportunities',
      of: () => ({ important: 'true', outcome: 'open' }),
    },
    { title: msg`Complaints over time`, kind: 'complaints', of: () => ({ overdue: 'true', ...OPEN }), isBad: true },
    {
      title: msg`Facts entered late`,
      kind: 'changes',
      of: ({ monthStart }) => ({ late: 'true', 'entered_at.gte': monthStart }),
      note: DAYS,
      isBad: true,
    },
  ],
  main: [
    waiting,
    {
      title: msg`Complaints escalated`,
      kind: 'complaints',
      of: () => ({ 'escalation_level.gte': '1', ...OPEN }),
      empty: msg`No open complaint was escalated.`,
    },
    {
      title: msg`Important sales, the largest first`,
      kind: 'opportunities',
      of: () => ({ important: 'true', outcome: 'open' }),
      empty: msg`No open sale counts as important.`,
    },
  ],
  side: [
    {
      title: msg`Critical alerts`,
      kind: 'alerts',
      of: () => ({ severity: 'critical', live: 'true' }),
      empty: msg`Nothing critical.`,
    },
    {
      title: msg`Payments and deliveries overdue`,
      kind: 'milestones',
      of: () => ({ state: 'overdue' }),
      empty: msg`No milestone is overdue.`,
    },
    market,
  ],
};

const analyst: Home = {
  tiles: [
    { title: msg`To answer`, kind: 'handoffs', of: questions.of },
    {
      title: msg`Market notes`,
      kind: 'notes',
      of: ({ monthStart }) => ({ 'created_at.gte': monthStart }),
      note: DAYS,
    },
    {
      title: msg`Sales opened`,
      kind: 'opportunities',
      of: ({ monthStart }) => ({ 'created_at.gte': monthStart }),
      note: DAYS,
    },
    {
      title: msg`Sales lost`,
      kind: 'opportunities',
      of: ({ monthStart }) => ({ outcome: 'lost', 'closed_at.gte': monthStart }),
      note: DAYS,
    },
    {
      title: msg`Complaints`,
      kind: 'complaints',
      of: ({ monthStart }) => ({ 'registered_at.gte': monthStart }),
      note: DAYS,
    },
  ],
  main: [
    questions,
    market,
    {
      title: msg`Lost, the latest first`,
      kind: 'opportunities',
      of: () => ({ outcome: 'lost' }),
      sort: '-closed_at',
      empty: msg`No sale was lost.`,
    },
  ],
  side: [
    followed,
    {
      title: msg`Latest complaints`,
      kind: 'complaints',
      of: () => ({}),
      sort: '-registered_at',
      empty: msg`Nobody complains.`,
    },
  ],
};

const product: Home = {
  tiles: [
    { title: msg`To answer`, kind: 'handoffs', of: questions.of },
    {
      title: msg`Answers overdue`,
      kind: 'handoffs',
      of: (context) => ({ ...questions.of(context), 'overdue_at.null': 'false' }),
      isBad: true,
    },
    {
      title: msg`Given to me`,
      kind: 'handoffs',
      of: ({ me }) => ({ assignee_id: me.id, state: 'open' }),
    },
    {
      title: msg`Complaints with us`,
      kind: 'complaints',
      of: (context) => ({ ...ofDepartment(context), ...OPEN }),
    },
  ],
  main: [
    questions,
    {
      title: msg`Complaints your department is to solve`,
      kind: 'complaints',
      of: (context) => ({ ...ofDepartment(context), ...OPEN }),
      empty: msg`No open complaint is with your department.`,
    },
  ],
  side: [
    {
      title: msg`Answered lately`,
      kind: 'handoffs',
      of: (context) => ({ ...ofDepartment(context), state: ['answered', 'told_to_customer'] }),
      sort: '-asked_at',
      empty: msg`No answer yet.`,
    },
    followed,
    market,
  ],
};

const SETTINGS = [
  'policy_version',
  'policy_withdrawal',
  'policy_proposal',
  'working_calendar',
  'exchange_rate',
  'custom_field',
  'market',
  'product',
  'department',
  'team',
  'app_user',
  'api_key',
];

const administrator: Home = {
  tiles: [
    { title: msg`People`, kind: 'people', of: () => ({ active: 'true' }) },
    { title: msg`API keys in force`, kind: 'keys', of: () => ({ 'revoked_at.null': 'true' }) },
    {
      title: msg`Imports`,
      kind: 'imports',
      of: ({ monthStart }) => ({ 'created_at.gte': monthStart }),
      note: DAYS,
    },
    {
      title: msg`Settings changed`,
      kind: 'history',
      of: ({ monthStart }) => ({
        entity: ['policy_version', 'policy_withdrawal', 'policy_proposal'],
        'at.gte': monthStart,
      }),
      note: DAYS,
    },
    { title: msg`Changes today`, kind: 'history', of: ({ midnight }) => ({ entity: SETTINGS, 'at.gte': midnight }) },
    { title: msg`Alerts`, kind: 'alerts', of: ({ me }) => ({ owner_id: me.id, live: 'true' }), isBad: true },
  ],
  main: [
    {
      title: msg`Alerts for you`,
      kind: 'alerts',
      of: ({ me }) => ({ owner_id: me.id, live: 'true' }),
      empty: msg`The installation needs nothing from you.`,
    },
    {
      title: msg`Changed in the settings`,
      kind: 'history',
      of: () => ({ entity: SETTINGS }),
      empty: msg`No setting was changed yet.`,
    },
    {
      title: msg`Latest imports`,
      kind: 'imports',
      of: () => ({}),
      empty: msg`No file was imported yet.`,
    },
  ],
  side: [
    {
      title: msg`API keys that end next`,
      kind: 'keys',
      of: () => ({ 'revoked_at.null': 'true' }),
      sort: 'expires_at',
      empty: msg`No program has a key.`,
    },
  ],
};

const auditor: Home = {
  tiles: [
    { title: msg`Changes today`, kind: 'history', of: ({ midnight }) => ({ 'at.gte': midnight }) },
    {
      title: msg`Exports`,
      kind: 'exports',
      of: ({ monthStart }) => ({ 'created_at.gte': monthStart }),
      note: DAYS,
    },
    {
      title: msg`Calls outside hours`,
      kind: 'calls',
      of: ({ monthStart }) => ({ outside_hours: 'true', 'started_at.gte': monthStart }),
      note: DAYS,
      isBad: true,
    },
    {
      title: msg`Contacts against a refusal`,
      kind: 'contacts',
      of: ({ monthStart }) => ({ against_refusal: 'true', 'started_at.gte': monthStart }),
      note: DAYS,
      isBad: true,
    },
    {
      title: msg`Calls logged late`,
      kind: 'calls',
      of: ({ monthStart }) => ({ logged_late: 'true', 'started_at.gte': monthStart }),
      note: DAYS,
      isBad: true,
    },
    {
      title: msg`Facts entered late`,
      kind: 'changes',
      of: ({ monthStart }) => ({ late: 'true', 'entered_at.gte': monthStart }),
      note: DAYS,
      isBad: true,
    },
  ],
  main: [
    {
      title: msg`Contacts against a refusal`,
      kind: 'contacts',
      of: () => ({ against_refusal: 'true' }),
      empty: msg`Nobody was contacted against a refusal.`,
    },
    { title: msg`Exports`, kind: 'exports', of: () => ({}), empty: msg`No data left the house by an export.` },
    {
      title: msg`Settings and rights changed`,
      kind: 'history',
      of: () => ({ entity: SETTINGS }),
      empty: msg`No setting was changed yet.`,
    },
  ],
  side: [
    {
      title: msg`Complaints over time`,
      kind: 'complaints',
      of: () => ({ overdue: 'true', ...OPEN }),
      empty: msg`No complaint is over its time.`,
    },
    {
      title: msg`Facts entered late`,
      kind: 'changes',
      of: () => ({ late: 'true' }),
      empty: msg`All facts were entered in time.`,
    },
  ],
};

/** The homes that are made of figures and lists alone. Reps, leaders and service have days of their own. */
export const HOMES: Partial<Record<Role, Home>> = {
  director: overview,
  deputy_director: overview,
  market_analyst: analyst,
  product_specialist: product,
  administrator,
  auditor,
};
