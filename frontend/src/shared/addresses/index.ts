export * from './approvals';
export * from './complaints';
export * from './duties';
export * from './lists';
export * from './opportunities';
export * from './plans';
