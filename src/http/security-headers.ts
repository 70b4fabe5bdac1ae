/**
 * What every answer tells a browser: load nothing and be framed by nobody, guess no content types, tell no other site
 * the address. A page that may load more says so with a policy of its own. They are the same for every answer, so they
 * are put together once; https://owasp.org/www-project-secure-headers/ has the reasons.
 */
export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(isSecure && { 'strict-transport-security': 'max-age=31536000' }),
  }
}
