/** What a server of Redis's protocol answers, in both versions of it. */
export type Reply =
  | { readonly kind: 'simple' | 'error'; readonly text: string }
  | { readonly kind: 'integer' | 'bigNumber'; readonly value: bigint }
  /** Text for people has a format of three letters before its colon. */
  | { readonly kind: 'bulk' | 'verbatim'; readonly bytes: Uint8Array }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'nil' }
  /** A map's items are keys and values in turn. */
  | { readonly kind: 'array' | 'map' | 'set' | 'push'; readonly items: readonly Reply[] }
