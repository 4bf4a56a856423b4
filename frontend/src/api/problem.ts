import type { Problem, ProblemCode } from './types';

/** A refusal or a failure of the server, or of the way to it. `status` 0: no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;
  /** Seconds to wait before another try, where the server said so. */
  readonly retryAfter: number | null;

  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): ProblemCode {
    return this.problem.code;
  }

  /** True when the same request may succeed by itself later: no network, too many requests, server not up. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502 || this.code === 'request_in_flight';
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

/** What stands in for a problem document when no readable answer came. */
export function unreachable(detail: string): Problem {
  return { type: 'about:blank', title: detail, detail, status: 0, code: 'unreachable', trace_id: '' };
}

function unreadable(response: Response): Problem {
  return {
    type: 'about:blank',
    title: response.statusText,
    detail: response.statusText,
    status: response.status,
    code: response.status >= 502 ? 'unavailable' : 'internal',
    trace_id: response.headers.get('x-trace-id') ?? '',
  };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'status' in value;
}

function secondsUntil(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

/** The error that a refused response stands for; `body` is what was read of it. */
export function errorOf(response: Response, body: unknown): ApiError {
  const problem = isProblem(body) ? body : unreadable(response);
  return new ApiError(problem, secondsUntil(response.headers.get('retry-after')));
}
