export * from './money';
export * from './names';
export * from './numbers';
export * from './phones';
export * from './countries';
