import { expect, test } from 'vitest';
import { soughtBy } from './queries';

test('what was typed is looked for where it can stand', () => {
  expect(soughtBy('  ')).toEqual({});
  expect(soughtBy('+49 30 1234')).toEqual({ phone: '+49 30 1234' });
  expect(soughtBy('(030) 1234567')).toEqual({ 'name.contains': ['(030) 1234567'] });
  expect(soughtBy('030 1234567')).toEqual({ phone: '030 1234567' });
  expect(soughtBy('anna@')).toEqual({ email: 'anna@' });
  expect(soughtBy('Anna 2')).toEqual({ 'name.contains': ['Anna 2'] });
});
