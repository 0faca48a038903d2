const FIRST_PICTURE = 0x2400;

/**
 * A text of unknown origin that can't disturb the page: control characters become visible pictures, marks that turn the
 * direction of what follows are dropped (a `<bdi>` around it is still needed), lone surrogates become U+FFFD.
 */
export function inert(text: string): string {
  let out = "";
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0)!;
    if (code < 0x20) out += String.fromCodePoint(FIRST_PICTURE + code);
    else if (code === 0x7f) out += "\u2421";
    else if (code >= 0x80 && code <= 0x9f) out += "\ufffd";
    else if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) out += "";
    else if (code === 0x2028 || code === 0x2029) out += " ";
    else out += character;
  }
  return out;
}
