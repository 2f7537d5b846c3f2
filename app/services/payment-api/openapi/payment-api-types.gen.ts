/* Made by make gen from the document. */
export interface paths {
  readonly '/v1/cob': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * List the charges that were made in a time
     * @description Ordered by when they were made.
     */
    readonly get: operations['listCobs']
    readonly put?: never
    /** Make a charge whose txid the service chooses */
    readonly post: operations['createCob']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/cob/{txid}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Read a charge, as it is or as it was */
    readonly get: operations['readCob']
    /**
     * Make a charge, or replace what it says
     * @description Idempotent: the same request again changes nothing. Another one revises the whole charge, as long as it is ATIVA.
     */
    readonly put: operations['putCob']
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    /**
     * Change a part of a charge, or remove it
     * @description What is named is replaced. A charge is removed by `status` alone. Only of a charge that is ATIVA.
     */
    readonly patch: operations['patchCob']
    readonly trace?: never
  }
  readonly '/v1/cobv': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * List the charges with a due date that were made in a time
     * @description Ordered by when they were made. With readers of the database, what is read may be a little old.
     */
    readonly get: operations['listCobvs']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/cobv/{txid}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Read a charge with a due date, as it is or as it was */
    readonly get: operations['readCobv']
    /**
     * Make a charge with a due date, or replace what it says
     * @description Idempotent: the same request again changes nothing. Another one revises the whole charge, as long as it is ATIVA. A txid is used once, by a charge with a due date or by one without.
     */
    readonly put: operations['putCobv']
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    /**
     * Change a part of a charge with a due date, or remove it
     * @description What is named is replaced; `valor` as a whole. A charge is removed by `status` alone. Only of a charge that is ATIVA.
     */
    readonly patch: operations['patchCobv']
    readonly trace?: never
  }
  readonly '/v1/pix': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * List the payments that were received in a time
     * @description Ordered by when they were received.
     */
    readonly get: operations['listPix']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/pix/{e2eid}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Read a payment, with its refunds */
    readonly get: operations['readPix']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/pix/{e2eid}/devolucao/{id}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Read a refund */
    readonly get: operations['readDevolucao']
    /**
     * Give a part of a payment back
     * @description An id is used once for a payment: after a request without an answer, read the refund before asking again. Together, refunds are never more than the payment; those that are NAO_REALIZADO do not count.
     */
    readonly put: operations['putDevolucao']
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/webhook': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * List the webhooks that were made in a time
     * @description Ordered by when they were made. With readers of the database, what is read may be a little old.
     */
    readonly get: operations['listWebhooks']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/webhook/{chave}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Read the webhook of a key */
    readonly get: operations['readWebhook']
    /**
     * Have the events of a key delivered to a URL
     * @description The URL is asked first whether it wants them: it gets a POST whose JSON has `type` webhook.challenge and a random `data.challenge`, and has to answer 2xx with exactly that value as its body. Events are those from then on, signed as Standard Webhooks has it. Their secret is told in the answer 201, and never again; another URL does not change it.
     */
    readonly put: operations['putWebhook']
    readonly post?: never
    /**
     * Have no more events of a key delivered
     * @description Those that were not delivered yet are dropped.
     */
    readonly delete: operations['deleteWebhook']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/webhook/{chave}/segredo': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Make a new secret for a webhook
     * @description For 24 hours events are signed with the new secret and with the one before, so that a receiver can change.
     */
    readonly post: operations['rotateWebhookSecret']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/simulador/pix': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Pay a charge
     * @description Pays the amount that is due today, and refuses another `valor`. The service does not have it where NODE_ENV is production.
     */
    readonly post: operations['simulatePix']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/simulador/pix/{e2eid}/devolucao/{id}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    /**
     * Say what became of a refund
     * @description Not served where NODE_ENV is production.
     */
    readonly put: operations['simulateDevolucao']
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/liveness': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /** Whether the process runs */
    readonly get: operations['liveness']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/v1/readiness': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Whether it should get traffic
     * @description Asks the database that is written to, within two seconds.
     */
    readonly get: operations['readiness']
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
    readonly Txid: string
    readonly Cpf: string
    readonly Cnpj: string
    /**
     * @description An amount in reais, more than zero.
     * @example 37.00
     */
    readonly Valor: string
    /** @description The key of the receiver's account. */
    readonly Chave: string
    readonly Nome: string
    /** @description A person. */
    readonly PessoaFisica: {
      readonly cpf: components['schemas']['Cpf']
      readonly nome: components['schemas']['Nome']
    }
    /** @description A company. */
    readonly PessoaJuridica: {
      readonly cnpj: components['schemas']['Cnpj']
      readonly nome: components['schemas']['Nome']
    }
    readonly Devedor:
      components['schemas']['PessoaFisica'] | components['schemas']['PessoaJuridica']
    /** @description Seconds from when it was made, in which the charge can be paid. */
    readonly Expiracao: number
    /** @description What the payer is asked, or told. */
    readonly SolicitacaoPagador: string
    readonly InfoAdicional: {
      readonly nome: string
      readonly valor: string
    }
    readonly InfoAdicionais: readonly components['schemas']['InfoAdicional'][]
    /**
     * @example {
     *       "calendario": {
     *         "expiracao": 3600
     *       },
     *       "devedor": {
     *         "cpf": "12345678909",
     *         "nome": "Francisco da Silva"
     *       },
     *       "valor": {
     *         "original": "37.00"
     *       },
     *       "chave": "loja@example.org",
     *       "solicitacaoPagador": "Serviço realizado."
     *     }
     */
    readonly CobSolicitada: {
      /** @description A day without it. */
      readonly calendario?: {
        readonly expiracao: components['schemas']['Expiracao']
      }
      readonly devedor?: components['schemas']['Devedor']
      readonly valor: components['schemas']['CobValor']
      readonly chave: components['schemas']['Chave']
      readonly solicitacaoPagador?: components['schemas']['SolicitacaoPagador']
      readonly infoAdicionais?: components['schemas']['InfoAdicionais']
    }
    readonly CobValor: {
      readonly original: components['schemas']['Valor']
    }
    /**
     * @example {
     *       "status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"
     *     }
     */
    readonly CobRevisada: {
      readonly calendario?: {
        readonly expiracao: components['schemas']['Expiracao']
      }
      readonly devedor?: components['schemas']['Devedor']
      readonly valor?: components['schemas']['CobValor']
      readonly chave?: components['schemas']['Chave']
      readonly solicitacaoPagador?: components['schemas']['SolicitacaoPagador']
      readonly infoAdicionais?: components['schemas']['InfoAdicionais']
      /** @constant */
      readonly status?: 'REMOVIDA_PELO_USUARIO_RECEBEDOR'
    }
    /**
     * @description A charge whose time is over stays ATIVA, and can be revised, but not be paid.
     * @enum {string}
     */
    readonly CobStatus:
      'ATIVA' | 'CONCLUIDA' | 'REMOVIDA_PELO_USUARIO_RECEBEDOR' | 'REMOVIDA_PELO_PSP'
    readonly Cob: {
      readonly calendario: {
        /** Format: date-time */
        readonly criacao: string
        readonly expiracao: components['schemas']['Expiracao']
      }
      readonly txid: components['schemas']['Txid']
      /** @description From 0, one more with every change. */
      readonly revisao: number
      readonly status: components['schemas']['CobStatus']
      readonly devedor?: components['schemas']['Devedor']
      readonly valor: components['schemas']['CobValor']
      readonly chave: components['schemas']['Chave']
      readonly solicitacaoPagador?: components['schemas']['SolicitacaoPagador']
      readonly infoAdicionais?: components['schemas']['InfoAdicionais']
    }
    readonly CobsConsultadas: {
      readonly parametros: components['schemas']['Parametros']
      readonly cobs: readonly components['schemas']['Cob'][]
    }
    /**
     * Format: date
     * @description A day, of Brasília.
     * @example 2026-12-24
     */
    readonly Data: string
    /** @description So many days after the due date the charge can be paid still. */
    readonly ValidadeAposVencimento: number
    /**
     * @description An amount in reais, or a percentage of the original amount, more than zero.
     * @example 2.00
     */
    readonly ValorPerc: string
    readonly Ajuste: {
      /**
       * @description 1: an amount. 2: a percentage.
       * @enum {unknown}
       */
      readonly modalidade: 1 | 2
      readonly valorPerc: components['schemas']['ValorPerc']
    }
    /** @description Interest, for each day after the due date. */
    readonly Juros: {
      /**
       * @description 1: an amount a day. 2: a percentage a day. 3: a percentage for 30 days.
       * @enum {unknown}
       */
      readonly modalidade: 1 | 2 | 3
      readonly valorPerc: components['schemas']['ValorPerc']
    }
    /** @description Discounts until a day. The first one that holds is given, and none after the due date. */
    readonly Desconto: {
      /**
       * @description 1: an amount. 2: a percentage.
       * @enum {unknown}
       */
      readonly modalidade: 1 | 2
      /** @description Each until a later day than the one before. */
      readonly descontoDataFixa: readonly {
        readonly data: components['schemas']['Data']
        readonly valorPerc: components['schemas']['ValorPerc']
      }[]
    }
    /** @description What is due on a day: the original amount, less abatimento; less desconto until the due date; plus multa and juros after it. Each is of the original amount, and rounded to whole cents, half a cent up. It is at most 9999999999.99. */
    readonly CobvValor: {
      readonly original: components['schemas']['Valor']
      readonly multa?: components['schemas']['Ajuste']
      readonly juros?: components['schemas']['Juros']
      readonly abatimento?: components['schemas']['Ajuste']
      readonly desconto?: components['schemas']['Desconto']
    }
    /**
     * @example {
     *       "calendario": {
     *         "dataDeVencimento": "2026-12-24",
     *         "validadeAposVencimento": 30
     *       },
     *       "devedor": {
     *         "cpf": "12345678909",
     *         "nome": "Francisco da Silva"
     *       },
     *       "valor": {
     *         "original": "123.45",
     *         "multa": {
     *           "modalidade": 2,
     *           "valorPerc": "2.00"
     *         },
     *         "juros": {
     *           "modalidade": 3,
     *           "valorPerc": "1.00"
     *         },
     *         "abatimento": {
     *           "modalidade": 1,
     *           "valorPerc": "5.00"
     *         },
     *         "desconto": {
     *           "modalidade": 1,
     *           "descontoDataFixa": [
     *             {
     *               "data": "2026-12-10",
     *               "valorPerc": "10.00"
     *             }
     *           ]
     *         }
     *       },
     *       "chave": "loja@example.org"
     *     }
     */
    readonly CobvSolicitada: {
      readonly calendario: {
        readonly dataDeVencimento: components['schemas']['Data']
        readonly validadeAposVencimento?: components['schemas']['ValidadeAposVencimento']
      }
      readonly devedor: components['schemas']['Devedor']
      readonly valor: components['schemas']['CobvValor']
      readonly chave: components['schemas']['Chave']
      readonly solicitacaoPagador?: components['schemas']['SolicitacaoPagador']
      readonly infoAdicionais?: components['schemas']['InfoAdicionais']
    }
    /**
     * @example {
     *       "calendario": {
     *         "dataDeVencimento": "2027-01-24"
     *       }
     *     }
     */
    readonly CobvRevisada: {
      readonly calendario?: {
        readonly dataDeVencimento?: components['schemas']['Data']
        readonly validadeAposVencimento?: components['schemas']['ValidadeAposVencimento']
      }
      readonly devedor?: components['schemas']['Devedor']
      readonly valor?: components['schemas']['CobvValor']
      readonly chave?: components['schemas']['Chave']
      readonly solicitacaoPagador?: components['schemas']['SolicitacaoPagador']
      readonly infoAdicionais?: components['schemas']['InfoAdicionais']
      /** @constant */
      readonly status?: 'REMOVIDA_PELO_USUARIO_RECEBEDOR'
    }
    readonly Cobv: {
      readonly calendario: {
        /** Format: date-time */
        readonly criacao: string
        readonly dataDeVencimento: components['schemas']['Data']
        readonly validadeAposVencimento: components['schemas']['ValidadeAposVencimento']
      }
      readonly txid: components['schemas']['Txid']
      /** @description From 0, one more with every change. */
      readonly revisao: number
      readonly status: components['schemas']['CobStatus']
      readonly devedor: components['schemas']['Devedor']
      readonly valor: components['schemas']['CobvValor']
      readonly chave: components['schemas']['Chave']
      readonly solicitacaoPagador?: components['schemas']['SolicitacaoPagador']
      readonly infoAdicionais?: components['schemas']['InfoAdicionais']
    }
    readonly CobvsConsultadas: {
      readonly parametros: components['schemas']['Parametros']
      readonly cobs: readonly components['schemas']['Cobv'][]
    }
    readonly EndToEndId: string
    readonly DevolucaoId: string
    readonly Texto: string
    readonly Pix: {
      readonly endToEndId: components['schemas']['EndToEndId']
      readonly txid: components['schemas']['Txid']
      readonly valor: components['schemas']['Valor']
      readonly chave: components['schemas']['Chave']
      /** Format: date-time */
      readonly horario: string
      readonly infoPagador?: components['schemas']['Texto']
      readonly devolucoes?: readonly components['schemas']['Devolucao'][]
    }
    readonly PixConsultados: {
      readonly parametros: components['schemas']['Parametros']
      readonly pix: readonly components['schemas']['Pix'][]
    }
    /**
     * @example {
     *       "valor": "7.89"
     *     }
     */
    readonly DevolucaoSolicitada: {
      readonly valor: components['schemas']['Valor']
      readonly descricao?: components['schemas']['Texto']
    }
    readonly Devolucao: {
      readonly id: components['schemas']['DevolucaoId']
      readonly rtrId: components['schemas']['EndToEndId']
      readonly valor: components['schemas']['Valor']
      readonly descricao?: components['schemas']['Texto']
      readonly horario: {
        /** Format: date-time */
        readonly solicitacao: string
        /** Format: date-time */
        readonly liquidacao?: string
      }
      /** @enum {unknown} */
      readonly status: 'EM_PROCESSAMENTO' | 'DEVOLVIDO' | 'NAO_REALIZADO'
      /** @description Why it was not done. */
      readonly motivo?: string
    }
    /**
     * @description Begins with https, leads into the public Internet, and has no user and no fragment. In development it may be http.
     * @example https://loja.example.org/pix
     */
    readonly WebhookUrl: string
    /** @description What events are signed with, 32 bytes in Base64 after `whsec_`. */
    readonly WebhookSegredoTexto: string
    /**
     * @example {
     *       "webhookUrl": "https://loja.example.org/pix"
     *     }
     */
    readonly WebhookSolicitado: {
      readonly webhookUrl: components['schemas']['WebhookUrl']
    }
    readonly Webhook: {
      readonly webhookUrl: components['schemas']['WebhookUrl']
      readonly chave: components['schemas']['Chave']
      /** Format: date-time */
      readonly criacao: string
    }
    readonly WebhookCriado: {
      readonly webhookUrl: components['schemas']['WebhookUrl']
      readonly chave: components['schemas']['Chave']
      /** Format: date-time */
      readonly criacao: string
      readonly segredo: components['schemas']['WebhookSegredoTexto']
    }
    readonly WebhookSegredo: {
      readonly segredo: components['schemas']['WebhookSegredoTexto']
    }
    readonly WebhooksConsultados: {
      readonly parametros: components['schemas']['Parametros']
      readonly webhooks: readonly components['schemas']['Webhook'][]
    }
    readonly PixSimulado: {
      readonly txid: components['schemas']['Txid']
      readonly valor?: components['schemas']['Valor']
      readonly infoPagador?: components['schemas']['Texto']
    }
    readonly DevolucaoSimulada:
      components['schemas']['DevolucaoFeita'] | components['schemas']['DevolucaoNaoRealizada']
    readonly DevolucaoFeita: {
      /** @constant */
      readonly status: 'DEVOLVIDO'
    }
    readonly DevolucaoNaoRealizada: {
      /** @constant */
      readonly status: 'NAO_REALIZADO'
      readonly motivo: components['schemas']['Texto']
    }
    readonly Parametros: {
      /** Format: date-time */
      readonly inicio: string
      /** Format: date-time */
      readonly fim: string
      readonly paginacao: {
        readonly paginaAtual: number
        readonly itensPorPagina: number
        readonly quantidadeDePaginas: number
        readonly quantidadeTotalDeItens: number
      }
    }
    readonly Liveness: {
      /** @constant */
      readonly status: 'up'
      readonly build: string
      readonly host: string
      readonly pid: number
      readonly uptimeSeconds: number
    }
    readonly Readiness: {
      /** @constant */
      readonly status: 'ready'
      /**
       * @description One that is for development alone, or one that the settings name.
       * @enum {unknown}
       */
      readonly database: 'embedded' | 'external'
      readonly readers: readonly {
        readonly server: string
        /** @description Why it is not asked, if it is not: the writer stands in for it. */
        readonly leftOut?: string
      }[]
    }
    /** @description Problem details, RFC 9457. */
    readonly Problema: {
      readonly type: string
      /** @description The status in words. */
      readonly title: string
      readonly status: number
      /** @description Stable; what programs decide by. */
      readonly code: string
      /** @description What was found, what was wanted, what to do. */
      readonly detail: string
      /** @description Finds the request in logs and traces. */
      readonly traceId: string
      /** @description What is wrong with the request, each with its place. */
      readonly violacoes?: readonly {
        readonly razao: string
        readonly propriedade: string
        /** @description What was found. */
        readonly valor?: string
      }[]
    }
  }
  responses: {
    /** @description A problem, by its code. */
    readonly Problema: {
      headers: {
        readonly [name: string]: unknown
      }
      content: {
        readonly 'application/problem+json': components['schemas']['Problema']
        readonly 'application/problem+xml': components['schemas']['Problema']
      }
    }
  }
  parameters: {
    /** @description Makes a retry of this request get the first answer instead of a second effect, for 24 hours. */
    readonly idempotencyKey: string
    /** @description Chosen by the receiver, who uses it once. */
    readonly txid: components['schemas']['Txid']
    /** @description Of a payment. */
    readonly e2eid: components['schemas']['EndToEndId']
    /** @description Of a refund, chosen by the receiver, who uses it once for the payment. */
    readonly devolucaoId: components['schemas']['DevolucaoId']
    /** @description The key of the receiver's account. */
    readonly chave: components['schemas']['Chave']
    /** @description From this time on. */
    readonly inicio: string
    /** @description Up to this time, inclusive. */
    readonly fim: string
    /** @description The page, from 0; the first one without it. */
    readonly paginaAtual: number
    /** @description How many a page has at most; 100 without it. */
    readonly itensPorPagina: number
    /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
    readonly databasePosition: string
  }
  requestBodies: {
    readonly CobSolicitada: {
      readonly content: {
        readonly 'application/json': components['schemas']['CobSolicitada']
      }
    }
  }
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  readonly listCobs: {
    readonly parameters: {
      readonly query: {
        /** @description From this time on. */
        readonly inicio: components['parameters']['inicio']
        /** @description Up to this time, inclusive. */
        readonly fim: components['parameters']['fim']
        /** @description Of the debtor. */
        readonly cpf?: components['schemas']['Cpf']
        /** @description Of the debtor. */
        readonly cnpj?: components['schemas']['Cnpj']
        readonly status?: components['schemas']['CobStatus']
        /** @description The page, from 0; the first one without it. */
        readonly 'paginacao.paginaAtual'?: components['parameters']['paginaAtual']
        /** @description How many a page has at most; 100 without it. */
        readonly 'paginacao.itensPorPagina'?: components['parameters']['itensPorPagina']
      }
      readonly header?: {
        /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
        readonly 'Database-Position'?: components['parameters']['databasePosition']
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page of them. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['CobsConsultadas']
          readonly 'application/xml': components['schemas']['CobsConsultadas']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly createCob: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description Makes a retry of this request get the first answer instead of a second effect, for 24 hours. */
        readonly 'Idempotency-Key'?: components['parameters']['idempotencyKey']
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: components['requestBodies']['CobSolicitada']
    readonly responses: {
      /** @description It was made. */
      readonly 201: {
        headers: {
          /** @description Where it is. */
          readonly Location: string
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cob']
          readonly 'application/xml': components['schemas']['Cob']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly readCob: {
    readonly parameters: {
      readonly query?: {
        /** @description The revision to read; the newest one without it. */
        readonly revisao?: number
      }
      readonly header?: never
      readonly path: {
        /** @description Chosen by the receiver, who uses it once. */
        readonly txid: components['parameters']['txid']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The charge. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cob']
          readonly 'application/xml': components['schemas']['Cob']
        }
      }
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly putCob: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Chosen by the receiver, who uses it once. */
        readonly txid: components['parameters']['txid']
      }
      readonly cookie?: never
    }
    readonly requestBody: components['requestBodies']['CobSolicitada']
    readonly responses: {
      /** @description The charge was there, and says this now. */
      readonly 200: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cob']
          readonly 'application/xml': components['schemas']['Cob']
        }
      }
      /** @description It was made. */
      readonly 201: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cob']
          readonly 'application/xml': components['schemas']['Cob']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly patchCob: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Chosen by the receiver, who uses it once. */
        readonly txid: components['parameters']['txid']
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['CobRevisada']
      }
    }
    readonly responses: {
      /** @description The charge as it is now. */
      readonly 200: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cob']
          readonly 'application/xml': components['schemas']['Cob']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly listCobvs: {
    readonly parameters: {
      readonly query: {
        /** @description From this time on. */
        readonly inicio: components['parameters']['inicio']
        /** @description Up to this time, inclusive. */
        readonly fim: components['parameters']['fim']
        /** @description Of the debtor. */
        readonly cpf?: components['schemas']['Cpf']
        /** @description Of the debtor. */
        readonly cnpj?: components['schemas']['Cnpj']
        readonly status?: components['schemas']['CobStatus']
        /** @description The page, from 0; the first one without it. */
        readonly 'paginacao.paginaAtual'?: components['parameters']['paginaAtual']
        /** @description How many a page has at most; 100 without it. */
        readonly 'paginacao.itensPorPagina'?: components['parameters']['itensPorPagina']
      }
      readonly header?: {
        /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
        readonly 'Database-Position'?: components['parameters']['databasePosition']
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page of them. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['CobvsConsultadas']
          readonly 'application/xml': components['schemas']['CobvsConsultadas']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly readCobv: {
    readonly parameters: {
      readonly query?: {
        /** @description The revision to read; the newest one without it. */
        readonly revisao?: number
      }
      readonly header?: never
      readonly path: {
        /** @description Chosen by the receiver, who uses it once. */
        readonly txid: components['parameters']['txid']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The charge. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cobv']
          readonly 'application/xml': components['schemas']['Cobv']
        }
      }
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly putCobv: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Chosen by the receiver, who uses it once. */
        readonly txid: components['parameters']['txid']
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['CobvSolicitada']
      }
    }
    readonly responses: {
      /** @description The charge was there, and says this now. */
      readonly 200: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cobv']
          readonly 'application/xml': components['schemas']['Cobv']
        }
      }
      /** @description It was made. */
      readonly 201: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cobv']
          readonly 'application/xml': components['schemas']['Cobv']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly patchCobv: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Chosen by the receiver, who uses it once. */
        readonly txid: components['parameters']['txid']
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['CobvRevisada']
      }
    }
    readonly responses: {
      /** @description The charge as it is now. */
      readonly 200: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cobv']
          readonly 'application/xml': components['schemas']['Cobv']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly listPix: {
    readonly parameters: {
      readonly query: {
        /** @description From this time on. */
        readonly inicio: components['parameters']['inicio']
        /** @description Up to this time, inclusive. */
        readonly fim: components['parameters']['fim']
        /** @description Of the charge. */
        readonly txid?: components['schemas']['Txid']
        /** @description The page, from 0; the first one without it. */
        readonly 'paginacao.paginaAtual'?: components['parameters']['paginaAtual']
        /** @description How many a page has at most; 100 without it. */
        readonly 'paginacao.itensPorPagina'?: components['parameters']['itensPorPagina']
      }
      readonly header?: {
        /** @description That of the answer to a change: what is read is at least as new. Without it, what is read may be as old as the readers of the database may lag. */
        readonly 'Database-Position'?: components['parameters']['databasePosition']
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page of them. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['PixConsultados']
          readonly 'application/xml': components['schemas']['PixConsultados']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly readPix: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Of a payment. */
        readonly e2eid: components['parameters']['e2eid']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The payment. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Pix']
          readonly 'application/xml': components['schemas']['Pix']
        }
      }
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly readDevolucao: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Of a payment. */
        readonly e2eid: components['parameters']['e2eid']
        /** @description Of a refund, chosen by the receiver, who uses it once for the payment. */
        readonly id: components['parameters']['devolucaoId']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The refund. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Devolucao']
          readonly 'application/xml': components['schemas']['Devolucao']
        }
      }
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly putDevolucao: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Of a payment. */
        readonly e2eid: components['parameters']['e2eid']
        /** @description Of a refund, chosen by the receiver, who uses it once for the payment. */
        readonly id: components['parameters']['devolucaoId']
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['DevolucaoSolicitada']
      }
    }
    readonly responses: {
      /** @description It is EM_PROCESSAMENTO. */
      readonly 201: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Devolucao']
          readonly 'application/xml': components['schemas']['Devolucao']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly listWebhooks: {
    readonly parameters: {
      readonly query: {
        /** @description From this time on. */
        readonly inicio: components['parameters']['inicio']
        /** @description Up to this time, inclusive. */
        readonly fim: components['parameters']['fim']
        /** @description The page, from 0; the first one without it. */
        readonly 'paginacao.paginaAtual'?: components['parameters']['paginaAtual']
        /** @description How many a page has at most; 100 without it. */
        readonly 'paginacao.itensPorPagina'?: components['parameters']['itensPorPagina']
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description One page of them. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['WebhooksConsultados']
          readonly 'application/xml': components['schemas']['WebhooksConsultados']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly readWebhook: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description The key of the receiver's account. */
        readonly chave: components['parameters']['chave']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The webhook, without its secret. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Webhook']
          readonly 'application/xml': components['schemas']['Webhook']
        }
      }
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly putWebhook: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description The key of the receiver's account. */
        readonly chave: components['parameters']['chave']
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['WebhookSolicitado']
      }
    }
    readonly responses: {
      /** @description The webhook was there, and has this URL now. */
      readonly 200: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Webhook']
          readonly 'application/xml': components['schemas']['Webhook']
        }
      }
      /** @description It was made. */
      readonly 201: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['WebhookCriado']
          readonly 'application/xml': components['schemas']['WebhookCriado']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly deleteWebhook: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description The key of the receiver's account. */
        readonly chave: components['parameters']['chave']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description It is gone. */
      readonly 204: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content?: never
      }
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly rotateWebhookSecret: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description The key of the receiver's account. */
        readonly chave: components['parameters']['chave']
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description The new secret, which is told this once. */
      readonly 200: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['WebhookSegredo']
          readonly 'application/xml': components['schemas']['WebhookSegredo']
        }
      }
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly simulatePix: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['PixSimulado']
      }
    }
    readonly responses: {
      /** @description It was paid. */
      readonly 201: {
        headers: {
          /** @description Where the payment is. */
          readonly Location: string
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Pix']
          readonly 'application/xml': components['schemas']['Pix']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly simulateDevolucao: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        /** @description Of a payment. */
        readonly e2eid: components['parameters']['e2eid']
        /** @description Of a refund, chosen by the receiver, who uses it once for the payment. */
        readonly id: components['parameters']['devolucaoId']
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['DevolucaoSimulada']
      }
    }
    readonly responses: {
      /** @description The refund. */
      readonly 200: {
        headers: {
          /** @description Reads that send it as the header of this name see the change. Left out where the database has no readers, or cannot say it. */
          readonly 'Database-Position'?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Devolucao']
          readonly 'application/xml': components['schemas']['Devolucao']
        }
      }
      readonly 400: components['responses']['Problema']
      readonly 404: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly liveness: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description It runs. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Liveness']
          readonly 'application/xml': components['schemas']['Liveness']
        }
      }
      readonly 406: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
  readonly readiness: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Ready. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Readiness']
          readonly 'application/xml': components['schemas']['Readiness']
        }
      }
      readonly 406: components['responses']['Problema']
      readonly 503: components['responses']['Problema']
      readonly default: components['responses']['Problema']
    }
  }
}
