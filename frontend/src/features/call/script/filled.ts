export type Piece = { text: string; isFilled: boolean };

/**
 * A text for a customer of whom nobody is known by name, as one would say it: addressed to nobody, and about the company
 * where somebody is spoken of.
 */
const toNobody = (text: string): string =>
  text
    .replace(
      /(^|[.!?。！？…]\s*)\{contact\}[,，]\s*(.?)/gu,
      (_, before: string, next: string) => before + next.toUpperCase(),
    )
    .replace(/ ?\{contact\}(?=[,，])|[,，] ?\{contact\}(?=[.!?。！？])/gu, '')
    .replaceAll('{contact}', '{customer}');

/** A text with its variables filled in; those nothing is known of keep their name in braces. */
export function filled(text: string, values: Partial<Record<string, string>>): Piece[] {
  return (values['contact'] === undefined ? toNobody(text) : text)
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const name = /^\{(.*)\}$/.exec(part)?.[1];
      return name === undefined ? { text: part, isFilled: false } : { text: values[name] ?? part, isFilled: true };
    });
}
