export { api, unwrap, unwrapTagged, type Tagged } from './client';
export { connection, useConnection, type Connection } from './connection';
export { once } from './idempotency';
export { listOptions, type Page, type Rows } from './lists';
export { onEvents, type LiveHandlers } from './live';
export { merge, same } from './merge';
export { ApiError, isApiError } from './problem';
export type * from './types';
export { useEdit, type Edit, type EditConflict } from './use-edit';
