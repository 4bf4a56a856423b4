import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { useMay } from '@/shared/permissions';
import { ICON_SIZES, look } from './button';
import { cx } from '../cx';

interface Props {
  /** The record whose changes it opens. */
  record: string;
  size?: 'sm' | 'md';
}

/** From a record to all its changes, for who may read them. */
export function HistoryLink({ record, size = 'md' }: Props) {
  const { t } = useLingui();
  const reads = useMay('history:read');
  if (!reads) return null;
  return (
    <Link
      to="/history"
      search={{ record }}
      aria-label={t`History of this record`}
      title={t`History of this record`}
      className={cx(look({ variant: size === 'sm' ? 'ghost' : 'default', size }, ICON_SIZES))}
    >
      <History className={size === 'sm' ? 'icon-xs' : 'icon-sm'} aria-hidden />
    </Link>
  );
}
