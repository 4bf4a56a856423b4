import { lazy } from 'react';

export const ScriptsPage = lazy(() =>
  import('./list/scripts-page').then((module) => ({ default: module.ScriptsPage })),
);
export const ScriptPage = lazy(() => import('./script-page').then((module) => ({ default: module.ScriptPage })));
