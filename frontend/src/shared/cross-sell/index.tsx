import { Suspense, lazy } from 'react';
import type { CrossSellProps } from './prompts';

const Prompts = lazy(() => import('./prompts').then((module) => ({ default: module.Prompts })));

/** What else a customer may want, from what others bought: it comes after what is needed first. */
export const CrossSell = (props: CrossSellProps) => (
  <Suspense fallback={null}>
    <Prompts {...props} />
  </Suspense>
);
