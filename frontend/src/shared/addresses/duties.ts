import { oneOf, reader } from './read';

/* What the address of the duties' screen holds: read by its route before any of its code is there. */

/** By what coverage is counted, and which list stands below it. */
export interface DutiesChoice {
  by: 'owner' | 'team' | 'grade' | 'market' | 'day';
  shown: 'overdue' | 'breaches' | 'care';
}

export const dutiesOf: (search: Record<string, unknown>) => Partial<DutiesChoice> = reader({
  by: oneOf('owner', 'team', 'grade', 'market', 'day'),
  shown: oneOf('overdue', 'breaches', 'care'),
});
