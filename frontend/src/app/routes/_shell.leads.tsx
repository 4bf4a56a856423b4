import { createFileRoute } from '@tanstack/react-router';
import { LeadsPage } from '@/features/leads';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/leads')({
  loader: () => words('leads'),
  component: LeadsPage,
});
