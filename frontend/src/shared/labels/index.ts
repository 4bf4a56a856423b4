export * from './contact';
export * from './customers';
export { label, options, type Labels } from './label';
export * from './people';
export * from './sales';
export * from './service';
