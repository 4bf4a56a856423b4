import { label } from '@/shared/labels';
import { objectionLabels } from '@/shared/labels/records';

export const OBJECTIONS = Object.keys(objectionLabels);

/** The word of an objection; a code that another program brought is shown with its words apart. */
export const objectionWord = (code: string) => label(objectionLabels, code);
