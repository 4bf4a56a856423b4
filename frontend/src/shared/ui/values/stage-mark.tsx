import type { Stage } from '@/api/types';
import { label, stageLabels } from '@/shared/labels';

const STAGES: Stage[] = ['potential', 'interested', 'needs_defined', 'negotiation', 'contract_signed', 'execution'];

function sixths(count: number): string {
  const angle = (count / 6) * 2 * Math.PI;
  const x = 7 + 4.2 * Math.sin(angle);
  const y = 7 - 4.2 * Math.cos(angle);
  return `M7 7 L7 2.8 A4.2 4.2 0 ${count > 3 ? 1 : 0} 1 ${x.toFixed(2)} ${y.toFixed(2)} Z`;
}

/** How far an opportunity is: a ring filled by sixths, and the word unless `bare`. */
export function StageMark({ stage, bare = false }: { stage: Stage; bare?: boolean }) {
  const done = STAGES.indexOf(stage) + 1;
  const word = label(stageLabels, stage);
  return (
    <span className="inline-flex flex-none items-center gap-1.5">
      <svg
        width="14"
        height="14"
        viewBox="0 0 14 14"
        role={bare ? 'img' : undefined}
        aria-label={bare ? word : undefined}
        aria-hidden={!bare}
      >
        <circle cx="7" cy="7" r="6.2" className="fill-none stroke-accent-ink" strokeWidth="1.3" />
        {done === 6 ? (
          <circle cx="7" cy="7" r="4.2" className="fill-accent-ink" />
        ) : (
          <path d={sixths(done)} className="fill-accent-ink" />
        )}
      </svg>
      {!bare && <span>{word}</span>}
    </span>
  );
}
