/** Which headers name a trace. Where a request has both, that of the W3C counts. */
export const PROPAGATIONS = ['w3c', 'w3c,xray'] as const
