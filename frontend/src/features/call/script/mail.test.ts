import { describe, expect, it } from 'vitest';
import { draftOf, wordsOf } from './mail';

const decoded = (base64: string) =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));

describe('a mail as a file', () => {
  const mail = draftOf(
    {
      to: 'anna@hafenwerk.example\r\nBcc: other@example.com',
      subject: '资料 – X200',
      text: 'Grüße\n',
      files: [{ name: "Kunde's Fall 案例.pdf", type: 'application/pdf', data: btoa('x'.repeat(100)) }],
    },
    'edge',
  );

  it('is not sent yet, and says to whom and what about', () => {
    expect(mail.startsWith('X-Unsent: 1\r\n')).toBe(true);
    expect(decoded(/Subject: =\?UTF-8\?B\?(.+)\?=/.exec(mail)?.[1] ?? '')).toBe('资料 – X200');
  });

  it('takes no header from what somebody typed', () => {
    expect(mail).not.toMatch(/^Bcc:/m);
  });

  it('carries the text and the files whole, in short lines', () => {
    const [, text = '', file = ''] = mail.split('--edge');
    const bodyOf = (part: string) => part.split('\r\n\r\n')[1]!.replaceAll('\r\n', '');
    expect(decoded(bodyOf(text))).toBe('Grüße\n');
    expect(atob(bodyOf(file))).toBe('x'.repeat(100));
    expect(file).toContain("filename*=UTF-8''Kunde%27s%20Fall%20%E6%A1%88%E4%BE%8B.pdf");
    expect(
      Math.max(
        ...file
          .split('\r\n\r\n')[1]!
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBe(76);
  });

  it('speaks the language of the call', () => {
    expect(wordsOf('zh', '王芳', '').text).toContain('王芳，您好');
    expect(wordsOf('de', '', 'X200')).toMatchObject({ subject: 'Information – X200' });
  });
});
