export * from './matrix';
export * from './queries';
export * from './target-measure';
export * from './targets';
