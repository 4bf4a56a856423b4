import { useNavigate } from '@tanstack/react-router';
import { type ListKind, type Narrowing, queryOf } from '@/shared/lists';

/** Opens the records that a mark counts. */
export function useOpen() {
  const navigate = useNavigate();
  return (kind: ListKind, of: Narrowing | string) => {
    const query = typeof of === 'string' ? of : queryOf(of);
    void navigate({ to: '/lists/$kind', params: { kind }, search: query === '' ? {} : { of: query } });
  };
}
