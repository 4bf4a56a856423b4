export * from './contact';
export * from './customers';
export * from './data';
export { label, options, type Labels } from './label';
export * from './people';
export * from './faults';
export * from './problems';
export * from './sales';
export * from './service';
