export * from './approvals';
export * from './complaints';
export * from './lists';
export * from './opportunities';
export * from './plans';
