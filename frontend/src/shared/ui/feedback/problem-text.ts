import type { ApiError } from '@/api/problem';
import { label } from '@/shared/labels/label';
import { problemLabels } from '@/shared/labels/problems';

/** What a refusal or failure means, in the reader's words. Never the server's English. */
export function problemText(error: ApiError): string {
  return label(problemLabels, error.code);
}
