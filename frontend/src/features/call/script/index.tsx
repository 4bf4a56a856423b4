import { type ComponentProps, Suspense, lazy } from 'react';
import type { ScriptPane as Pane } from './script-pane';

const Loaded = lazy(() => import('./script-pane').then((module) => ({ default: module.ScriptPane })));

/** The script beside the call. Its code comes after the desk's: until then there is what it stands around. */
export function ScriptPane(props: ComponentProps<typeof Pane>) {
  return (
    <Suspense fallback={props.before}>
      <Loaded {...props} />
    </Suspense>
  );
}
