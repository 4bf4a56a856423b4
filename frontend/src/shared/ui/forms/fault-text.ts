import type { Fault } from '@/api/types';
import { i18n } from '@/shared/i18n';
import { faultLabels, otherFault } from '@/shared/labels/faults';

/** What is wrong with a field, and so what to do, by the stable code of the fault. */
export function faultText(fault: Pick<Fault, 'code'>): string {
  return i18n._(faultLabels[fault.code] ?? otherFault);
}
