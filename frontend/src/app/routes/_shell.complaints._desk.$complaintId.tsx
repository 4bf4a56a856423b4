import { createFileRoute } from '@tanstack/react-router';
import { ComplaintPage } from '@/features/complaints';

export const Route = createFileRoute('/_shell/complaints/_desk/$complaintId')({
  staticData: { screen: 'work' },
  component: Complaint,
});

function Complaint() {
  const { complaintId } = Route.useParams();
  return <ComplaintPage key={complaintId} id={complaintId} />;
}
