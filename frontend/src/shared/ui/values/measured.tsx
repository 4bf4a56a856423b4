import type { ReactNode } from 'react';
import { Bar } from './figures';

export interface MeasuredProps {
  name: string;
  done: ReactNode;
  /** What it is held against, and how much of that it is. */
  whole?: ReactNode;
  share?: number | null;
}

/** A figure with what it is held against, and a bar of how much of that it is. */
export function Measured({ name, done, whole, share = null }: MeasuredProps) {
  return (
    <div>
      <p className="mb-1 flex justify-between gap-2">
        <span>{name}</span>
        <span className="whitespace-nowrap">
          <b>{done}</b> {whole !== undefined && <span className="text-ink-3">/ {whole}</span>}
        </span>
      </p>
      {share !== null && <Bar share={share} label={name} />}
    </div>
  );
}
