/* Made by make gen from the document. */
export interface paths {
  readonly '/items/{number}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put: operations['putItem']
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch: operations['patchItem']
    readonly trace?: never
  }
  readonly '/items': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get: operations['countItems']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    readonly NewItem: {
      readonly name: string
      /** Format: email */
      readonly mail?: string
      readonly parts?: readonly components['schemas']['NewItem'][]
    }
    readonly Item: {
      readonly number: number
      readonly name: string
    }
    readonly Count: {
      readonly count: number
      readonly name?: string
    }
    readonly Problem: {
      readonly code: string
    }
  }
  responses: {
    /** @description Problem details */
    readonly Problem: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly 'application/problem+json': components['schemas']['Problem']
        readonly 'application/problem+xml': components['schemas']['Problem']
      }
    }
  }
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  readonly putItem: {
    readonly parameters: {
      readonly query?: {
        readonly dry?: boolean
      }
      readonly header?: {
        readonly 'If-Match'?: string
      }
      readonly path: {
        readonly number: number
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['NewItem']
      }
    }
    readonly responses: {
      /** @description Written */
      readonly 200: {
        headers: {
          readonly ETag: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Item']
          readonly 'application/xml': components['schemas']['Item']
        }
      }
      /** @description Nothing to do */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      readonly 409: components['responses']['Problem']
      readonly default: components['responses']['Problem']
    }
  }
  readonly patchItem: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        readonly number: number
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/merge-patch+json': {
          /** Format: email */
          readonly mail?: string | null
        }
      }
    }
    readonly responses: {
      /** @description Changed */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Item']
          readonly 'application/xml': components['schemas']['Item']
        }
      }
      readonly default: components['responses']['Problem']
    }
  }
  readonly countItems: {
    readonly parameters: {
      readonly query?: {
        readonly name?: string
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description How many */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Count']
          readonly 'application/xml': components['schemas']['Count']
        }
      }
      readonly default: components['responses']['Problem']
    }
  }
}
