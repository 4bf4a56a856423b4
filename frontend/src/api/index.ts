export { api, unwrap, unwrapTagged, type Tagged } from './client';
export { ApiError, isApiError } from './problem';
export type * from './types';
