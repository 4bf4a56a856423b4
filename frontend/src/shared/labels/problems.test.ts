import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '@/api';
import { speak, words } from '@/shared/i18n';
import { faultText } from '@/shared/ui/forms/fault-text';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { faultLabels } from './faults';

const page = readFileSync(new URL('../../../../docs/problems.md', import.meta.url), 'utf8');
const faults = page.slice(page.indexOf('## Faults of a request'));

beforeAll(async () => {
  await speak('zh-CN');
  await words('labels');
});

describe('faults', () => {
  it('has words for every code that the server documents', () => {
    const documented = [...faults.matchAll(/^\| `(\w+)` \|/gm)].map((found) => found[1] ?? '');
    expect(documented.length).toBeGreaterThan(50);
    expect(documented.filter((code) => !(code in faultLabels))).toEqual([]);
  });

  it('says something also of a code it does not know', () => {
    expect(faultText({ code: 'string_too_long' })).toBe('太长。');
    expect(faultText({ code: 'brand_new' })).toBe('这个值不能用。');
  });
});

it('says problems in the reader’s language', () => {
  const problem = { type: '', title: '', detail: 'd', status: 409, code: 'four_eyes', trace_id: '' } as const;
  expect(problemText(new ApiError(problem))).toBe('要由另一个人决定，自己的改动不能自己批。');
});
