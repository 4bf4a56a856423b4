import { describe, expect, it } from 'vitest';
import type { Complaint, Round } from '@/api';
import { nextAct } from './next-step';

const at = (...allowed_moves: string[]) => ({ state: 'investigating', allowed_moves }) as Complaint;
const round = (part: Partial<Round>) =>
  ({ cause: null, evidence: null, evidence_files: [], proposals: [], ...part }) as Round;
const offered = (answer: 'agreed' | 'refused' | null) => [{ answer }] as Round['proposals'];

describe('what is to be done next', () => {
  it('is the move forward that may be made', () => {
    expect(nextAct(at('contact', 'withdraw', 'escalate'), undefined)).toBe('contact');
    expect(nextAct(at('agree', 'refuse', 'reassign'), undefined)).toBe('agree');
    expect(nextAct(at('reopen', 'archive'), undefined)).toBe('archive');
    expect(nextAct(at('escalate', 'withdraw'), undefined)).toBeNull();
  });

  it('is, while it is investigated, what the offer still lacks', () => {
    expect(nextAct(at('propose'), round({}))).toBe('findings');
    expect(nextAct(at('propose'), round({ cause: 'seal' }))).toBe('findings');
    const found = { cause: 'seal', evidence: 'photo' };
    expect(nextAct(at('propose'), round(found))).toBe('proposal');
    expect(nextAct(at('propose'), round({ ...found, proposals: offered(null) }))).toBe('propose');
    expect(nextAct(at('propose'), round({ ...found, proposals: offered('refused') }))).toBe('proposal');
  });
});
