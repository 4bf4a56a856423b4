import { createFileRoute } from '@tanstack/react-router';
import { NoComplaintOpen } from '@/features/complaints';

export const Route = createFileRoute('/_shell/complaints/_desk/')({
  staticData: { screen: 'work' },
  component: NoComplaintOpen,
});
