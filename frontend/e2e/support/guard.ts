import {
  type BrowserContext,
  type ConsoleMessage,
  type Request,
  type Response,
  type WebError,
  expect,
} from '@playwright/test';

const HUNG_UP = 'net::ERR_ABORTED'; // by the page itself: it went elsewhere, or no longer wanted the answer

/** Remembers what went wrong in the pages of a test, where nobody looks: such a test fails. */
export class Guard {
  readonly #faults: string[] = [];
  readonly #permitted: RegExp[] = [];

  /** From now on, until what is given back is called. */
  watch(context: BrowserContext): () => void {
    const uncaught = (error: WebError) =>
      this.#faults.push(`uncaught: ${String(error.error().stack ?? error.error())}`);
    const said = (message: ConsoleMessage) => {
      if (message.type() === 'error') this.#faults.push(`console: ${message.text()} (${message.location().url})`);
    };
    const failed = (request: Request) => {
      const reason = request.failure()?.errorText ?? '';
      if (reason !== HUNG_UP) this.#faults.push(`request: ${reason} (${request.url()})`);
    };
    const answered = (response: Response) => {
      if (response.status() >= 500) this.#faults.push(`answer: ${response.status()} (${response.url()})`);
    };
    context.on('weberror', uncaught).on('console', said).on('requestfailed', failed).on('response', answered);
    return () => {
      context.off('weberror', uncaught).off('console', said).off('requestfailed', failed).off('response', answered);
    };
  }

  /** The test brings this about on purpose. A refused request is a console error of the browser: `/403.*customers/`. */
  permit(fault: RegExp): void {
    this.#permitted.push(fault);
  }

  /** Fails when something went wrong that no `permit` names. */
  check(): void {
    expect(this.#faults.filter((fault) => !this.#permitted.some((each) => each.test(fault)))).toEqual([]);
  }
}
