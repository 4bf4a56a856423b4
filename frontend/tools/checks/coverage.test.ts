import { describe, expect, it } from 'vitest';
import { called, difference, operations } from './coverage.mjs';

describe('every operation of the contract', () => {
  it('is called by a screen, or listed in coverage.md with its reason, and never both', () => {
    expect(difference()).toEqual({ missing: [], stale: [], unexplained: [] });
  });

  it('is looked for where it is called, not merely named', () => {
    const found = called();
    expect(found).toContain('POST /v1/complaints/{complaint_id}/moves/escalate');
    expect(found).toContain('GET /v1/files/{file_id}/content');
    expect(found).not.toContain('GET /metrics');
    expect(found.size).toBeLessThan(operations().length);
  });
});
