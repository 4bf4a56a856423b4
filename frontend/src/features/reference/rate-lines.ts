const LINE = /^([^\s:：=]+)[\s:：=]*(.*)$/;

/** Rates as somebody writes them, one a line: the currency, and what one unit is worth, which the server judges. */
export function ratesOf(text: string, validOn: string, source: string) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, currency = line, rate = ''] = LINE.exec(line) ?? [];
      return { currency: currency.toUpperCase(), rate: rate.trim(), valid_on: validOn, source };
    });
}
