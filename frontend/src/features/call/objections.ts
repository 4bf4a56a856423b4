import { label, objectionLabels } from '@/shared/labels';

export const OBJECTIONS = Object.keys(objectionLabels);

/** The word of an objection; a code that another program brought is shown with its words apart. */
export const objectionWord = (code: string) => label(objectionLabels, code);
