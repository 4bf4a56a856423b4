export * from './counted';
export * from './lists';
