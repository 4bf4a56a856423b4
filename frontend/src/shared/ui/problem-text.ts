import { t } from '@lingui/core/macro';
import type { ApiError } from '@/api/problem';

/** What a refusal or failure means, in the reader's words, where the screen has nothing better to say. Never the server's English. */
export function problemText(error: ApiError): string {
  return TEXTS[error.code]?.() ?? byStatus(error.status);
}

const TEXTS: Record<string, () => string> = {
  unreachable: () => t`The server cannot be reached.`,
  unavailable: () => t`The service is not available for the moment.`,
  too_many_requests: () => t`Too many requests at once. Wait a moment.`,
  request_in_flight: () => t`The same request is still being worked on.`,
  version_mismatch: () => t`Somebody else has changed this since you opened it.`,
  not_signed_in: () => t`Your session has ended.`,
  forbidden: () => t`Your role does not permit this.`,
  not_found: () => t`It is not there, or not within what you may see.`,
  too_large: () => t`It is too large to send.`,
  unsupported_media: () => t`This kind of file is not understood.`,
  invalid: () => t`Some of what was sent is not valid.`,
  conflict: () => t`Its present state does not allow this.`,
};

function byStatus(status: number): string {
  if (status === 403) return t`Your role does not permit this.`;
  if (status === 404) return t`It is not there, or not within what you may see.`;
  if (status === 409) return t`Its present state does not allow this.`;
  if (status === 422) return t`Some of what was sent is not valid.`;
  return t`Something went wrong on the server.`;
}
