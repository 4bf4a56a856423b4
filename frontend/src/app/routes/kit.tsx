import { createFileRoute, notFound } from '@tanstack/react-router';
import { lazy } from 'react';
import { words } from '@/shared/i18n';

const KitPage = import.meta.env.DEV
  ? lazy(() => import('../kit/kit-page').then((module) => ({ default: module.KitPage })))
  : null;

/** Every component with its states, for those who build screens; not part of a production build. */
export const Route = createFileRoute('/kit')({
  beforeLoad: () => {
    if (!import.meta.env.DEV) throw notFound();
  },
  loader: () => words('labels'),
  component: () => KitPage && <KitPage />,
});
