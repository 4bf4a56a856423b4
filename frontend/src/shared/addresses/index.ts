export * from './complaints';
export * from './duties';
export * from './opportunities';
