/** What a client gets, behind `-ERR `, that does not speak the protocol; then its connection is closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  constructor(found: string) {
    super(`Protocol error: ${found}`)
  }
}
