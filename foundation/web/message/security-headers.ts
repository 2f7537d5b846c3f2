/**
 * On every answer that does not say otherwise: a browser takes it for what it says it is, loads nothing for it, and shows it in no
 * frame. Only styles that are in a page are used, as those of the debug port have them. What else helmet sets is for pages of an
 * application, and for TLS, which ends before this.
 */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
} as const
