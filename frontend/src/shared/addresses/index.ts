export * from './complaints';
export * from './opportunities';
