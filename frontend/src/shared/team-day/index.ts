export * from './matrix';
export * from './queries';
