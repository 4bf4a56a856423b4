/* A mail as a file, to be looked over and sent from one's own mail program. Pure. */

export interface MailFile {
  name: string;
  type: string;
  /** Its bytes, in Base64. */
  data: string;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  files: readonly MailFile[];
}

/** The words of a mail in the language of the call: ours for Chinese, English else. */
export function wordsOf(language: string, name: string, product: string): Pick<Mail, 'subject' | 'text'> {
  const about = product === '' ? '' : ` – ${product}`;
  return language.startsWith('zh')
    ? {
        subject: `资料${about}`,
        text: `${name === '' ? '您好' : `${name}，您好`}：\n\n按刚才通话所说，随信附上资料，请查收。\n`,
      }
    : {
        subject: `Information${about}`,
        text: `Dear ${name === '' ? 'Sir or Madam' : name},\n\nAs just said on the phone, please find the information attached.\n`,
      };
}

export const base64Of = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
/** Base64 of a text in UTF-8. */
const encoded = (text: string) => base64Of(new TextEncoder().encode(text));

/** Header lines carry no line breaks of others' making. */
const plain = (text: string) => text.replaceAll(/[\r\n]+/g, ' ').trim();
const word = (text: string) => `=?UTF-8?B?${encoded(plain(text))}?=`;
const lines = (base64: string) => base64.match(/.{1,76}/g)?.join('\r\n') ?? '';

/** The mail in the form of RFC 5322, marked as not sent yet. */
export function draftOf({ to, subject, text, files }: Mail, boundary: string): string {
  const part = (head: readonly string[], body: string) => [`--${boundary}`, ...head, '', lines(body)].join('\r\n');
  return [
    'X-Unsent: 1',
    ...(to === '' ? [] : [`To: ${plain(to)}`]),
    `Subject: ${word(subject)}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    part(['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'], encoded(text)),
    ...files.map((file) => {
      const name = encodeURIComponent(plain(file.name)).replaceAll("'", '%27');
      return part(
        [
          `Content-Type: ${plain(file.type)}`,
          'Content-Transfer-Encoding: base64',
          `Content-Disposition: attachment; filename*=UTF-8''${name}`,
        ],
        file.data,
      );
    }),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}
