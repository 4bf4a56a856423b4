import { msg } from '@lingui/core/macro';
import type {
  Category,
  Channel,
  ContactRole,
  Grade,
  InstalledState,
  IntentLevel,
  MemberKind,
  NeedKind,
  NeedState,
  SourceChannel,
  Verification,
  ZoneState,
} from '@/api';
import { type Labels } from './label';

export const categoryLabels: Labels<Category> = {
  potential: msg({ context: 'category', message: 'Potential' }),
  interested: msg({ context: 'category', message: 'Interested' }),
  closed: msg({ context: 'category', message: 'Closed' }),
  key: msg({ context: 'category', message: 'Key' }),
};

export const gradeLabels: Labels<Grade> = {
  A: msg({ context: 'grade', message: 'Grade A' }),
  B: msg({ context: 'grade', message: 'Grade B' }),
  C: msg({ context: 'grade', message: 'Grade C' }),
  D: msg({ context: 'grade', message: 'Grade D' }),
};

export const intentLabels: Labels<IntentLevel> = {
  none: msg({ context: 'intent', message: 'None' }),
  low: msg({ context: 'intent', message: 'Low' }),
  medium: msg({ context: 'intent', message: 'Medium' }),
  high: msg({ context: 'intent', message: 'High' }),
  committed: msg({ context: 'intent', message: 'Committed' }),
};

export const sourceLabels: Labels<SourceChannel> = {
  sales: msg({ context: 'source', message: 'Sales' }),
  exhibition: msg({ context: 'source', message: 'Exhibition' }),
  campaign: msg({ context: 'source', message: 'Campaign' }),
  referral: msg({ context: 'source', message: 'Referral' }),
  web: msg({ context: 'source', message: 'Web' }),
  social: msg({ context: 'source', message: 'Social media' }),
  market_research: msg({ context: 'source', message: 'Market research' }),
  inbound: msg({ context: 'source', message: 'Inbound enquiry' }),
  other: msg({ context: 'source', message: 'Other' }),
};

export const contactRoleLabels: Labels<ContactRole> = {
  decision_maker: msg({ context: 'contactRole', message: 'Decision maker' }),
  purchaser: msg({ context: 'contactRole', message: 'Purchaser' }),
  technical: msg({ context: 'contactRole', message: 'Technical lead' }),
  user: msg({ context: 'contactRole', message: 'User department' }),
  other: msg({ context: 'contactRole', message: 'Other' }),
};

export const verificationLabels: Labels<Verification> = {
  unverified: msg({ context: 'verification', message: 'Not verified' }),
  pending: msg({ context: 'verification', message: 'To verify' }),
  verified: msg({ context: 'verification', message: 'Verified' }),
};

export const needKindLabels: Labels<NeedKind> = {
  current: msg({ context: 'needKind', message: 'Current' }),
  future: msg({ context: 'needKind', message: 'Future' }),
  latent: msg({ context: 'needKind', message: 'Latent' }),
};

export const needStateLabels: Labels<NeedState> = {
  open: msg({ context: 'needState', message: 'Open' }),
  met: msg({ context: 'needState', message: 'Met' }),
  dropped: msg({ context: 'needState', message: 'Dropped' }),
};

export const channelLabels: Labels<Channel> = {
  phone: msg({ context: 'channel', message: 'Phone' }),
  sms: msg({ context: 'channel', message: 'SMS' }),
  email: msg({ context: 'channel', message: 'Email' }),
  wechat: msg({ context: 'channel', message: 'WeChat' }),
  whatsapp: msg({ context: 'channel', message: 'WhatsApp' }),
  other: msg({ context: 'channel', message: 'Other' }),
};

export const memberKindLabels: Labels<MemberKind> = {
  share: msg({ context: 'memberKind', message: 'Shared with' }),
  account_team: msg({ context: 'memberKind', message: 'Account team' }),
};

export const installedStateLabels: Labels<InstalledState> = {
  running: msg({ context: 'installedState', message: 'Running' }),
  faulty: msg({ context: 'installedState', message: 'Faulty' }),
  under_repair: msg({ context: 'installedState', message: 'Under repair' }),
  retired: msg({ context: 'installedState', message: 'Retired' }),
};

export const zoneStateLabels: Labels<ZoneState> = {
  known: msg({ context: 'zoneState', message: 'Known' }),
  ambiguous: msg({ context: 'zoneState', message: 'Several possible' }),
  unknown: msg({ context: 'zoneState', message: 'Unknown' }),
};
