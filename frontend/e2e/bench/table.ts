import type { FullConfig, FullResult, Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';

/** What a measurement tells the table: annotations of this type hold it as JSON. */
export const MEASURED = 'measured';

export interface Measured {
  what: string;
  value: number;
  unit: string;
  /** The most it may be. */
  budget: number;
}

/** Prints what was measured beside its budget; the run fails when a budget is passed or a measurement breaks. */
export default class Table implements Reporter {
  #rows: Measured[] = [];
  #failures: string[] = [];

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: FullConfig): void {
    console.log(`\n${process.env['MERIDIAN_BENCH_CUSTOMERS'] ?? 0} customers beside the demo company`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const told = result.annotations.filter(({ type }) => type === MEASURED);
    this.#rows.push(...told.map(({ description }) => JSON.parse(description ?? '') as Measured));
    if (result.status === 'skipped') console.log(`${test.title}: not there yet`);
    if (result.status === 'failed' || result.status === 'timedOut')
      this.#failures.push(`${test.title}: ${result.error?.message ?? result.status}`);
  }

  onError(error: TestError): void {
    this.#failures.push(error.message ?? String(error.value));
  }

  onEnd(): Promise<{ status: FullResult['status'] }> {
    for (const { what, value, unit, budget } of this.#rows) {
      const verdict = value <= budget ? '' : '  TOO MUCH';
      console.log(`${what.padEnd(48)} ${value.toFixed(0).padStart(7)} ${unit.padEnd(5)} of ${budget}${verdict}`);
    }
    for (const failure of this.#failures) console.error(failure);
    const isFine = this.#failures.length === 0 && this.#rows.every(({ value, budget }) => value <= budget);
    return Promise.resolve({ status: isFine ? 'passed' : 'failed' });
  }
}
