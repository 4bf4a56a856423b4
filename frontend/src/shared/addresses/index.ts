export * from './approvals';
export * from './complaints';
export * from './opportunities';
export * from './plans';
