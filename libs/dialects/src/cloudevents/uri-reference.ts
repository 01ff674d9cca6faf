const CHARACTER = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})";
const SCHEME = '[A-Za-z][A-Za-z0-9+.-]*:';
const REST = `(?://[A-Za-z0-9\\-._~%!$&'()*+,;=:]*@?\\[[0-9A-Fa-f:.]+\\])?${CHARACTER}*(?:\\?(?:${CHARACTER}|\\?)*)?(?:#(?:${CHARACTER}|\\?)*)?`;
const URI = new RegExp(`^${SCHEME}${REST}$`);
/** Without a scheme, no colon may stand in the first segment. */
const RELATIVE_REFERENCE = new RegExp(`^(?![^/?#]*:)${REST}$`);

/** A URI with its scheme (RFC 3986, section 3). */
export function isUri(text: string): boolean {
  return URI.test(text);
}

/** The text where it is a URI-reference (RFC 3986, section 4.1); else a relative one that decodes to the text. */
export function asUriReference(text: string): string {
  if (isUri(text) || RELATIVE_REFERENCE.test(text)) return text;
  return text.split('/').map(encodeURIComponent).join('/');
}
