export * from './call-hours';
export { cityOf } from './cities';
export * from './format';
export { useMinute, useSecond } from './now';
export * from './relative';
export * from './zones';
