/* Numbers are stored in international form (+494055500142). People read them in groups, with the country's code apart. */

/** Country codes of one and of two digits; all others have three. */
const SHORT_CODES = new Set(
  (
    '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 ' +
    '92 93 94 95 98'
  ).split(' '),
);

function codeLength(digits: string): number {
  if (SHORT_CODES.has(digits.slice(0, 1))) return 1;
  return SHORT_CODES.has(digits.slice(0, 2)) ? 2 : 3;
}

/** Groups of three, the last of four when that leaves no single digit: `5550142` → `555 0142`. */
function groups(digits: string): string {
  const parts: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    parts.push(rest.slice(0, rest.length === 8 || rest.length === 5 ? (rest.length === 8 ? 4 : 2) : 3));
    rest = rest.slice(parts.at(-1)?.length ?? 3);
  }
  return [...parts, rest].filter(Boolean).join(' ');
}

/** `+494055500142` → `+49 405 550 0142`. What is no international number comes back as it is. */
export function phone(e164: string): string {
  const digits = /^\+(\d{6,15})$/.exec(e164)?.[1];
  if (digits === undefined) return e164;
  const code = codeLength(digits);
  return `+${digits.slice(0, code)} ${groups(digits.slice(code))}`;
}

/** The link that makes a telephone or softphone dial. */
export function dialLink(e164: string, extension?: string | null): string {
  return `tel:${e164}${extension ? `;ext=${extension}` : ''}`;
}
