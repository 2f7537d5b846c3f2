/* Made by make gen from the document. */
// @ts-nocheck
import { createRequire } from 'node:module'
import type { Validators } from '#foundation/spec/spec'

// Of what ajv itself brings, which is CommonJS.
const require = createRequire(import.meta.url)

export const createCob_body = validate20
const schema31 = { $ref: 'document#/components/schemas/CobSolicitada' }
const schema33 = {
  type: 'object',
  additionalProperties: false,
  required: ['valor', 'chave'],
  properties: {
    calendario: {
      type: 'object',
      additionalProperties: false,
      required: ['expiracao'],
      description: 'A day without it.',
      properties: { expiracao: { $ref: '#/components/schemas/Expiracao' } },
    },
    devedor: { $ref: '#/components/schemas/Devedor' },
    valor: { $ref: '#/components/schemas/CobValor' },
    chave: { $ref: '#/components/schemas/Chave' },
    solicitacaoPagador: { $ref: '#/components/schemas/SolicitacaoPagador' },
    infoAdicionais: { $ref: '#/components/schemas/InfoAdicionais' },
  },
  examples: [
    {
      calendario: { expiracao: 3600 },
      devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
      valor: { original: '37.00' },
      chave: 'loja@example.org',
      solicitacaoPagador: 'Serviço realizado.',
    },
  ],
}
const schema34 = {
  type: 'integer',
  description: 'Seconds from when it was made, in which the charge can be paid.',
  minimum: 1,
  maximum: 2147483647,
}
const schema44 = {
  type: 'string',
  description: "The key of the receiver's account.",
  pattern: '^[!-~]{1,77}$',
}
const schema45 = {
  type: 'string',
  description: 'What the payer is asked, or told.',
  maxLength: 140,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
}
const schema35 = {
  oneOf: [
    { $ref: '#/components/schemas/PessoaFisica' },
    { $ref: '#/components/schemas/PessoaJuridica' },
  ],
}
const schema36 = {
  description: 'A person.',
  type: 'object',
  additionalProperties: false,
  required: ['cpf', 'nome'],
  properties: {
    cpf: { $ref: '#/components/schemas/Cpf' },
    nome: { $ref: '#/components/schemas/Nome' },
  },
}
const schema37 = { type: 'string', pattern: '^\\d{11}$' }
const schema38 = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
}
const pattern4 = new RegExp('^\\d{11}$', 'u')
const pattern5 = new RegExp('^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$', 'u')
const func1 = require('ajv/dist/runtime/ucs2length').default

function validate24(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate24.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.cpf === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'cpf' },
        message: "must have required property '" + 'cpf' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.nome === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'nome' },
        message: "must have required property '" + 'nome' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'cpf' || key0 === 'nome')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.cpf !== undefined) {
      let data0 = data.cpf
      if (typeof data0 === 'string') {
        if (!pattern4.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/cpf',
            schemaPath: '#/components/schemas/Cpf/pattern',
            keyword: 'pattern',
            params: { pattern: '^\\d{11}$' },
            message: 'must match pattern "' + '^\\d{11}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      } else {
        const err4 = {
          instancePath: instancePath + '/cpf',
          schemaPath: '#/components/schemas/Cpf/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err4]
        } else {
          vErrors.push(err4)
        }
        errors++
      }
    }
    if (data.nome !== undefined) {
      let data1 = data.nome
      if (typeof data1 === 'string') {
        if (func1(data1) > 200) {
          const err5 = {
            instancePath: instancePath + '/nome',
            schemaPath: '#/components/schemas/Nome/maxLength',
            keyword: 'maxLength',
            params: { limit: 200 },
            message: 'must NOT have more than 200 characters',
          }
          if (vErrors === null) {
            vErrors = [err5]
          } else {
            vErrors.push(err5)
          }
          errors++
        }
        if (func1(data1) < 1) {
          const err6 = {
            instancePath: instancePath + '/nome',
            schemaPath: '#/components/schemas/Nome/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
        if (!pattern5.test(data1)) {
          const err7 = {
            instancePath: instancePath + '/nome',
            schemaPath: '#/components/schemas/Nome/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err7]
          } else {
            vErrors.push(err7)
          }
          errors++
        }
      } else {
        const err8 = {
          instancePath: instancePath + '/nome',
          schemaPath: '#/components/schemas/Nome/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
    }
  } else {
    const err9 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err9]
    } else {
      vErrors.push(err9)
    }
    errors++
  }
  validate24.errors = vErrors
  return errors === 0
}
validate24.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

const schema39 = {
  description: 'A company.',
  type: 'object',
  additionalProperties: false,
  required: ['cnpj', 'nome'],
  properties: {
    cnpj: { $ref: '#/components/schemas/Cnpj' },
    nome: { $ref: '#/components/schemas/Nome' },
  },
}
const schema40 = { type: 'string', pattern: '^[A-Z0-9]{12}\\d{2}$' }
const pattern6 = new RegExp('^[A-Z0-9]{12}\\d{2}$', 'u')

function validate26(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate26.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.cnpj === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'cnpj' },
        message: "must have required property '" + 'cnpj' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.nome === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'nome' },
        message: "must have required property '" + 'nome' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'cnpj' || key0 === 'nome')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.cnpj !== undefined) {
      let data0 = data.cnpj
      if (typeof data0 === 'string') {
        if (!pattern6.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/cnpj',
            schemaPath: '#/components/schemas/Cnpj/pattern',
            keyword: 'pattern',
            params: { pattern: '^[A-Z0-9]{12}\\d{2}$' },
            message: 'must match pattern "' + '^[A-Z0-9]{12}\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      } else {
        const err4 = {
          instancePath: instancePath + '/cnpj',
          schemaPath: '#/components/schemas/Cnpj/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err4]
        } else {
          vErrors.push(err4)
        }
        errors++
      }
    }
    if (data.nome !== undefined) {
      let data1 = data.nome
      if (typeof data1 === 'string') {
        if (func1(data1) > 200) {
          const err5 = {
            instancePath: instancePath + '/nome',
            schemaPath: '#/components/schemas/Nome/maxLength',
            keyword: 'maxLength',
            params: { limit: 200 },
            message: 'must NOT have more than 200 characters',
          }
          if (vErrors === null) {
            vErrors = [err5]
          } else {
            vErrors.push(err5)
          }
          errors++
        }
        if (func1(data1) < 1) {
          const err6 = {
            instancePath: instancePath + '/nome',
            schemaPath: '#/components/schemas/Nome/minLength',
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
        if (!pattern5.test(data1)) {
          const err7 = {
            instancePath: instancePath + '/nome',
            schemaPath: '#/components/schemas/Nome/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err7]
          } else {
            vErrors.push(err7)
          }
          errors++
        }
      } else {
        const err8 = {
          instancePath: instancePath + '/nome',
          schemaPath: '#/components/schemas/Nome/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
    }
  } else {
    const err9 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err9]
    } else {
      vErrors.push(err9)
    }
    errors++
  }
  validate26.errors = vErrors
  return errors === 0
}
validate26.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate23(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate23.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  const _errs0 = errors
  let valid0 = false
  let passing0 = null
  const _errs1 = errors
  if (
    !validate24(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors)
    errors = vErrors.length
  }
  var _valid0 = _errs1 === errors
  if (_valid0) {
    valid0 = true
    passing0 = 0
    var props0 = true
  }
  const _errs2 = errors
  if (
    !validate26(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors)
    errors = vErrors.length
  }
  var _valid0 = _errs2 === errors
  if (_valid0 && valid0) {
    valid0 = false
    passing0 = [passing0, 1]
  } else {
    if (_valid0) {
      valid0 = true
      passing0 = 1
      if (props0 !== true) {
        props0 = true
      }
    }
  }
  if (!valid0) {
    const err0 = {
      instancePath,
      schemaPath: '#/oneOf',
      keyword: 'oneOf',
      params: { passingSchemas: passing0 },
      message: 'must match exactly one schema in oneOf',
    }
    if (vErrors === null) {
      vErrors = [err0]
    } else {
      vErrors.push(err0)
    }
    errors++
  } else {
    errors = _errs0
    if (vErrors !== null) {
      if (_errs0) {
        vErrors.length = _errs0
      } else {
        vErrors = null
      }
    }
  }
  validate23.errors = vErrors
  evaluated0.props = props0
  return errors === 0
}
validate23.evaluated = { dynamicProps: true, dynamicItems: false }

const schema42 = {
  type: 'object',
  additionalProperties: false,
  required: ['original'],
  properties: { original: { $ref: '#/components/schemas/Valor' } },
}
const schema43 = {
  type: 'string',
  description: 'An amount in reais, more than zero.',
  pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$',
  examples: ['37.00'],
}
const pattern8 = new RegExp('^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$', 'u')

function validate29(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate29.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.original === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'original' },
        message: "must have required property '" + 'original' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'original')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.original !== undefined) {
      let data0 = data.original
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/original',
            schemaPath: '#/components/schemas/Valor/pattern',
            keyword: 'pattern',
            params: { pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' },
            message: 'must match pattern "' + '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      } else {
        const err3 = {
          instancePath: instancePath + '/original',
          schemaPath: '#/components/schemas/Valor/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate29.errors = vErrors
  return errors === 0
}
validate29.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

const schema46 = {
  type: 'array',
  maxItems: 50,
  items: { $ref: '#/components/schemas/InfoAdicional' },
}
const schema47 = {
  type: 'object',
  additionalProperties: false,
  required: ['nome', 'valor'],
  properties: {
    nome: {
      type: 'string',
      minLength: 1,
      maxLength: 50,
      pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
    },
    valor: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
    },
  },
}

function validate31(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate31.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (Array.isArray(data)) {
    if (data.length > 50) {
      const err0 = {
        instancePath,
        schemaPath: '#/maxItems',
        keyword: 'maxItems',
        params: { limit: 50 },
        message: 'must NOT have more than 50 items',
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    const len0 = data.length
    for (let i0 = 0; i0 < len0; i0++) {
      let data0 = data[i0]
      if (data0 && typeof data0 == 'object' && !Array.isArray(data0)) {
        if (data0.nome === undefined) {
          const err1 = {
            instancePath: instancePath + '/' + i0,
            schemaPath: '#/components/schemas/InfoAdicional/required',
            keyword: 'required',
            params: { missingProperty: 'nome' },
            message: "must have required property '" + 'nome' + "'",
          }
          if (vErrors === null) {
            vErrors = [err1]
          } else {
            vErrors.push(err1)
          }
          errors++
        }
        if (data0.valor === undefined) {
          const err2 = {
            instancePath: instancePath + '/' + i0,
            schemaPath: '#/components/schemas/InfoAdicional/required',
            keyword: 'required',
            params: { missingProperty: 'valor' },
            message: "must have required property '" + 'valor' + "'",
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        for (const key0 in data0) {
          if (!(key0 === 'nome' || key0 === 'valor')) {
            const err3 = {
              instancePath: instancePath + '/' + i0,
              schemaPath: '#/components/schemas/InfoAdicional/additionalProperties',
              keyword: 'additionalProperties',
              params: { additionalProperty: key0 },
              message: 'must NOT have additional properties',
            }
            if (vErrors === null) {
              vErrors = [err3]
            } else {
              vErrors.push(err3)
            }
            errors++
          }
        }
        if (data0.nome !== undefined) {
          let data1 = data0.nome
          if (typeof data1 === 'string') {
            if (func1(data1) > 50) {
              const err4 = {
                instancePath: instancePath + '/' + i0 + '/nome',
                schemaPath: '#/components/schemas/InfoAdicional/properties/nome/maxLength',
                keyword: 'maxLength',
                params: { limit: 50 },
                message: 'must NOT have more than 50 characters',
              }
              if (vErrors === null) {
                vErrors = [err4]
              } else {
                vErrors.push(err4)
              }
              errors++
            }
            if (func1(data1) < 1) {
              const err5 = {
                instancePath: instancePath + '/' + i0 + '/nome',
                schemaPath: '#/components/schemas/InfoAdicional/properties/nome/minLength',
                keyword: 'minLength',
                params: { limit: 1 },
                message: 'must NOT have fewer than 1 characters',
              }
              if (vErrors === null) {
                vErrors = [err5]
              } else {
                vErrors.push(err5)
              }
              errors++
            }
            if (!pattern5.test(data1)) {
              const err6 = {
                instancePath: instancePath + '/' + i0 + '/nome',
                schemaPath: '#/components/schemas/InfoAdicional/properties/nome/pattern',
                keyword: 'pattern',
                params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
                message:
                  'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
              }
              if (vErrors === null) {
                vErrors = [err6]
              } else {
                vErrors.push(err6)
              }
              errors++
            }
          } else {
            const err7 = {
              instancePath: instancePath + '/' + i0 + '/nome',
              schemaPath: '#/components/schemas/InfoAdicional/properties/nome/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err7]
            } else {
              vErrors.push(err7)
            }
            errors++
          }
        }
        if (data0.valor !== undefined) {
          let data2 = data0.valor
          if (typeof data2 === 'string') {
            if (func1(data2) > 200) {
              const err8 = {
                instancePath: instancePath + '/' + i0 + '/valor',
                schemaPath: '#/components/schemas/InfoAdicional/properties/valor/maxLength',
                keyword: 'maxLength',
                params: { limit: 200 },
                message: 'must NOT have more than 200 characters',
              }
              if (vErrors === null) {
                vErrors = [err8]
              } else {
                vErrors.push(err8)
              }
              errors++
            }
            if (func1(data2) < 1) {
              const err9 = {
                instancePath: instancePath + '/' + i0 + '/valor',
                schemaPath: '#/components/schemas/InfoAdicional/properties/valor/minLength',
                keyword: 'minLength',
                params: { limit: 1 },
                message: 'must NOT have fewer than 1 characters',
              }
              if (vErrors === null) {
                vErrors = [err9]
              } else {
                vErrors.push(err9)
              }
              errors++
            }
            if (!pattern5.test(data2)) {
              const err10 = {
                instancePath: instancePath + '/' + i0 + '/valor',
                schemaPath: '#/components/schemas/InfoAdicional/properties/valor/pattern',
                keyword: 'pattern',
                params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
                message:
                  'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
              }
              if (vErrors === null) {
                vErrors = [err10]
              } else {
                vErrors.push(err10)
              }
              errors++
            }
          } else {
            const err11 = {
              instancePath: instancePath + '/' + i0 + '/valor',
              schemaPath: '#/components/schemas/InfoAdicional/properties/valor/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err11]
            } else {
              vErrors.push(err11)
            }
            errors++
          }
        }
      } else {
        const err12 = {
          instancePath: instancePath + '/' + i0,
          schemaPath: '#/components/schemas/InfoAdicional/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err12]
        } else {
          vErrors.push(err12)
        }
        errors++
      }
    }
  } else {
    const err13 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'array' },
      message: 'must be array',
    }
    if (vErrors === null) {
      vErrors = [err13]
    } else {
      vErrors.push(err13)
    }
    errors++
  }
  validate31.errors = vErrors
  return errors === 0
}
validate31.evaluated = { items: true, dynamicProps: false, dynamicItems: false }

const pattern9 = new RegExp('^[!-~]{1,77}$', 'u')

function validate22(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate22.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.valor === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'valor' },
        message: "must have required property '" + 'valor' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.chave === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'chave' },
        message: "must have required property '" + 'chave' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(
        key0 === 'calendario' ||
        key0 === 'devedor' ||
        key0 === 'valor' ||
        key0 === 'chave' ||
        key0 === 'solicitacaoPagador' ||
        key0 === 'infoAdicionais'
      )) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.calendario !== undefined) {
      let data0 = data.calendario
      if (data0 && typeof data0 == 'object' && !Array.isArray(data0)) {
        if (data0.expiracao === undefined) {
          const err3 = {
            instancePath: instancePath + '/calendario',
            schemaPath: '#/properties/calendario/required',
            keyword: 'required',
            params: { missingProperty: 'expiracao' },
            message: "must have required property '" + 'expiracao' + "'",
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
        for (const key1 in data0) {
          if (!(key1 === 'expiracao')) {
            const err4 = {
              instancePath: instancePath + '/calendario',
              schemaPath: '#/properties/calendario/additionalProperties',
              keyword: 'additionalProperties',
              params: { additionalProperty: key1 },
              message: 'must NOT have additional properties',
            }
            if (vErrors === null) {
              vErrors = [err4]
            } else {
              vErrors.push(err4)
            }
            errors++
          }
        }
        if (data0.expiracao !== undefined) {
          let data1 = data0.expiracao
          if (!(typeof data1 == 'number' && !(data1 % 1) && !isNaN(data1))) {
            const err5 = {
              instancePath: instancePath + '/calendario/expiracao',
              schemaPath: '#/components/schemas/Expiracao/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err5]
            } else {
              vErrors.push(err5)
            }
            errors++
          }
          if (typeof data1 == 'number') {
            if (data1 > 2147483647 || isNaN(data1)) {
              const err6 = {
                instancePath: instancePath + '/calendario/expiracao',
                schemaPath: '#/components/schemas/Expiracao/maximum',
                keyword: 'maximum',
                params: { comparison: '<=', limit: 2147483647 },
                message: 'must be <= 2147483647',
              }
              if (vErrors === null) {
                vErrors = [err6]
              } else {
                vErrors.push(err6)
              }
              errors++
            }
            if (data1 < 1 || isNaN(data1)) {
              const err7 = {
                instancePath: instancePath + '/calendario/expiracao',
                schemaPath: '#/components/schemas/Expiracao/minimum',
                keyword: 'minimum',
                params: { comparison: '>=', limit: 1 },
                message: 'must be >= 1',
              }
              if (vErrors === null) {
                vErrors = [err7]
              } else {
                vErrors.push(err7)
              }
              errors++
            }
          }
        }
      } else {
        const err8 = {
          instancePath: instancePath + '/calendario',
          schemaPath: '#/properties/calendario/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
    }
    if (data.devedor !== undefined) {
      if (
        !validate23(data.devedor, {
          instancePath: instancePath + '/devedor',
          parentData: data,
          parentDataProperty: 'devedor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors)
        errors = vErrors.length
      }
    }
    if (data.valor !== undefined) {
      if (
        !validate29(data.valor, {
          instancePath: instancePath + '/valor',
          parentData: data,
          parentDataProperty: 'valor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors)
        errors = vErrors.length
      }
    }
    if (data.chave !== undefined) {
      let data4 = data.chave
      if (typeof data4 === 'string') {
        if (!pattern9.test(data4)) {
          const err9 = {
            instancePath: instancePath + '/chave',
            schemaPath: '#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err9]
          } else {
            vErrors.push(err9)
          }
          errors++
        }
      } else {
        const err10 = {
          instancePath: instancePath + '/chave',
          schemaPath: '#/components/schemas/Chave/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err10]
        } else {
          vErrors.push(err10)
        }
        errors++
      }
    }
    if (data.solicitacaoPagador !== undefined) {
      let data5 = data.solicitacaoPagador
      if (typeof data5 === 'string') {
        if (func1(data5) > 140) {
          const err11 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err11]
          } else {
            vErrors.push(err11)
          }
          errors++
        }
        if (!pattern5.test(data5)) {
          const err12 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/solicitacaoPagador',
          schemaPath: '#/components/schemas/SolicitacaoPagador/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.infoAdicionais !== undefined) {
      if (
        !validate31(data.infoAdicionais, {
          instancePath: instancePath + '/infoAdicionais',
          parentData: data,
          parentDataProperty: 'infoAdicionais',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors)
        errors = vErrors.length
      }
    }
  } else {
    const err14 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err14]
    } else {
      vErrors.push(err14)
    }
    errors++
  }
  validate22.errors = vErrors
  return errors === 0
}
validate22.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate20(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate20.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate22(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors)
    errors = vErrors.length
  }
  validate20.errors = vErrors
  return errors === 0
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putCob_body = validate34
const schema48 = { $ref: 'document#/components/schemas/CobSolicitada' }

function validate35(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate35.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.valor === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'valor' },
        message: "must have required property '" + 'valor' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.chave === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'chave' },
        message: "must have required property '" + 'chave' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(
        key0 === 'calendario' ||
        key0 === 'devedor' ||
        key0 === 'valor' ||
        key0 === 'chave' ||
        key0 === 'solicitacaoPagador' ||
        key0 === 'infoAdicionais'
      )) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.calendario !== undefined) {
      let data0 = data.calendario
      if (data0 && typeof data0 == 'object' && !Array.isArray(data0)) {
        if (data0.expiracao === undefined) {
          const err3 = {
            instancePath: instancePath + '/calendario',
            schemaPath: '#/properties/calendario/required',
            keyword: 'required',
            params: { missingProperty: 'expiracao' },
            message: "must have required property '" + 'expiracao' + "'",
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
        for (const key1 in data0) {
          if (!(key1 === 'expiracao')) {
            const err4 = {
              instancePath: instancePath + '/calendario',
              schemaPath: '#/properties/calendario/additionalProperties',
              keyword: 'additionalProperties',
              params: { additionalProperty: key1 },
              message: 'must NOT have additional properties',
            }
            if (vErrors === null) {
              vErrors = [err4]
            } else {
              vErrors.push(err4)
            }
            errors++
          }
        }
        if (data0.expiracao !== undefined) {
          let data1 = data0.expiracao
          if (!(typeof data1 == 'number' && !(data1 % 1) && !isNaN(data1))) {
            const err5 = {
              instancePath: instancePath + '/calendario/expiracao',
              schemaPath: '#/components/schemas/Expiracao/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err5]
            } else {
              vErrors.push(err5)
            }
            errors++
          }
          if (typeof data1 == 'number') {
            if (data1 > 2147483647 || isNaN(data1)) {
              const err6 = {
                instancePath: instancePath + '/calendario/expiracao',
                schemaPath: '#/components/schemas/Expiracao/maximum',
                keyword: 'maximum',
                params: { comparison: '<=', limit: 2147483647 },
                message: 'must be <= 2147483647',
              }
              if (vErrors === null) {
                vErrors = [err6]
              } else {
                vErrors.push(err6)
              }
              errors++
            }
            if (data1 < 1 || isNaN(data1)) {
              const err7 = {
                instancePath: instancePath + '/calendario/expiracao',
                schemaPath: '#/components/schemas/Expiracao/minimum',
                keyword: 'minimum',
                params: { comparison: '>=', limit: 1 },
                message: 'must be >= 1',
              }
              if (vErrors === null) {
                vErrors = [err7]
              } else {
                vErrors.push(err7)
              }
              errors++
            }
          }
        }
      } else {
        const err8 = {
          instancePath: instancePath + '/calendario',
          schemaPath: '#/properties/calendario/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
    }
    if (data.devedor !== undefined) {
      if (
        !validate23(data.devedor, {
          instancePath: instancePath + '/devedor',
          parentData: data,
          parentDataProperty: 'devedor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors)
        errors = vErrors.length
      }
    }
    if (data.valor !== undefined) {
      if (
        !validate29(data.valor, {
          instancePath: instancePath + '/valor',
          parentData: data,
          parentDataProperty: 'valor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors)
        errors = vErrors.length
      }
    }
    if (data.chave !== undefined) {
      let data4 = data.chave
      if (typeof data4 === 'string') {
        if (!pattern9.test(data4)) {
          const err9 = {
            instancePath: instancePath + '/chave',
            schemaPath: '#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err9]
          } else {
            vErrors.push(err9)
          }
          errors++
        }
      } else {
        const err10 = {
          instancePath: instancePath + '/chave',
          schemaPath: '#/components/schemas/Chave/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err10]
        } else {
          vErrors.push(err10)
        }
        errors++
      }
    }
    if (data.solicitacaoPagador !== undefined) {
      let data5 = data.solicitacaoPagador
      if (typeof data5 === 'string') {
        if (func1(data5) > 140) {
          const err11 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err11]
          } else {
            vErrors.push(err11)
          }
          errors++
        }
        if (!pattern5.test(data5)) {
          const err12 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/solicitacaoPagador',
          schemaPath: '#/components/schemas/SolicitacaoPagador/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.infoAdicionais !== undefined) {
      if (
        !validate31(data.infoAdicionais, {
          instancePath: instancePath + '/infoAdicionais',
          parentData: data,
          parentDataProperty: 'infoAdicionais',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors)
        errors = vErrors.length
      }
    }
  } else {
    const err14 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err14]
    } else {
      vErrors.push(err14)
    }
    errors++
  }
  validate35.errors = vErrors
  return errors === 0
}
validate35.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate34(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate34.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate35(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate35.errors : vErrors.concat(validate35.errors)
    errors = vErrors.length
  }
  validate34.errors = vErrors
  return errors === 0
}
validate34.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const patchCob_body = validate40
const schema53 = { $ref: 'document#/components/schemas/CobRevisada' }
const schema54 = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    calendario: {
      type: 'object',
      additionalProperties: false,
      required: ['expiracao'],
      properties: { expiracao: { $ref: '#/components/schemas/Expiracao' } },
    },
    devedor: { $ref: '#/components/schemas/Devedor' },
    valor: { $ref: '#/components/schemas/CobValor' },
    chave: { $ref: '#/components/schemas/Chave' },
    solicitacaoPagador: { $ref: '#/components/schemas/SolicitacaoPagador' },
    infoAdicionais: { $ref: '#/components/schemas/InfoAdicionais' },
    status: { const: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' },
  },
  examples: [{ status: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' }],
}

function validate41(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate41.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (Object.keys(data).length < 1) {
      const err0 = {
        instancePath,
        schemaPath: '#/minProperties',
        keyword: 'minProperties',
        params: { limit: 1 },
        message: 'must NOT have fewer than 1 properties',
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(
        key0 === 'calendario' ||
        key0 === 'devedor' ||
        key0 === 'valor' ||
        key0 === 'chave' ||
        key0 === 'solicitacaoPagador' ||
        key0 === 'infoAdicionais' ||
        key0 === 'status'
      )) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.calendario !== undefined) {
      let data0 = data.calendario
      if (data0 && typeof data0 == 'object' && !Array.isArray(data0)) {
        if (data0.expiracao === undefined) {
          const err2 = {
            instancePath: instancePath + '/calendario',
            schemaPath: '#/properties/calendario/required',
            keyword: 'required',
            params: { missingProperty: 'expiracao' },
            message: "must have required property '" + 'expiracao' + "'",
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        for (const key1 in data0) {
          if (!(key1 === 'expiracao')) {
            const err3 = {
              instancePath: instancePath + '/calendario',
              schemaPath: '#/properties/calendario/additionalProperties',
              keyword: 'additionalProperties',
              params: { additionalProperty: key1 },
              message: 'must NOT have additional properties',
            }
            if (vErrors === null) {
              vErrors = [err3]
            } else {
              vErrors.push(err3)
            }
            errors++
          }
        }
        if (data0.expiracao !== undefined) {
          let data1 = data0.expiracao
          if (!(typeof data1 == 'number' && !(data1 % 1) && !isNaN(data1))) {
            const err4 = {
              instancePath: instancePath + '/calendario/expiracao',
              schemaPath: '#/components/schemas/Expiracao/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err4]
            } else {
              vErrors.push(err4)
            }
            errors++
          }
          if (typeof data1 == 'number') {
            if (data1 > 2147483647 || isNaN(data1)) {
              const err5 = {
                instancePath: instancePath + '/calendario/expiracao',
                schemaPath: '#/components/schemas/Expiracao/maximum',
                keyword: 'maximum',
                params: { comparison: '<=', limit: 2147483647 },
                message: 'must be <= 2147483647',
              }
              if (vErrors === null) {
                vErrors = [err5]
              } else {
                vErrors.push(err5)
              }
              errors++
            }
            if (data1 < 1 || isNaN(data1)) {
              const err6 = {
                instancePath: instancePath + '/calendario/expiracao',
                schemaPath: '#/components/schemas/Expiracao/minimum',
                keyword: 'minimum',
                params: { comparison: '>=', limit: 1 },
                message: 'must be >= 1',
              }
              if (vErrors === null) {
                vErrors = [err6]
              } else {
                vErrors.push(err6)
              }
              errors++
            }
          }
        }
      } else {
        const err7 = {
          instancePath: instancePath + '/calendario',
          schemaPath: '#/properties/calendario/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err7]
        } else {
          vErrors.push(err7)
        }
        errors++
      }
    }
    if (data.devedor !== undefined) {
      if (
        !validate23(data.devedor, {
          instancePath: instancePath + '/devedor',
          parentData: data,
          parentDataProperty: 'devedor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors)
        errors = vErrors.length
      }
    }
    if (data.valor !== undefined) {
      if (
        !validate29(data.valor, {
          instancePath: instancePath + '/valor',
          parentData: data,
          parentDataProperty: 'valor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors)
        errors = vErrors.length
      }
    }
    if (data.chave !== undefined) {
      let data4 = data.chave
      if (typeof data4 === 'string') {
        if (!pattern9.test(data4)) {
          const err8 = {
            instancePath: instancePath + '/chave',
            schemaPath: '#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err8]
          } else {
            vErrors.push(err8)
          }
          errors++
        }
      } else {
        const err9 = {
          instancePath: instancePath + '/chave',
          schemaPath: '#/components/schemas/Chave/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err9]
        } else {
          vErrors.push(err9)
        }
        errors++
      }
    }
    if (data.solicitacaoPagador !== undefined) {
      let data5 = data.solicitacaoPagador
      if (typeof data5 === 'string') {
        if (func1(data5) > 140) {
          const err10 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
        if (!pattern5.test(data5)) {
          const err11 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err11]
          } else {
            vErrors.push(err11)
          }
          errors++
        }
      } else {
        const err12 = {
          instancePath: instancePath + '/solicitacaoPagador',
          schemaPath: '#/components/schemas/SolicitacaoPagador/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err12]
        } else {
          vErrors.push(err12)
        }
        errors++
      }
    }
    if (data.infoAdicionais !== undefined) {
      if (
        !validate31(data.infoAdicionais, {
          instancePath: instancePath + '/infoAdicionais',
          parentData: data,
          parentDataProperty: 'infoAdicionais',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors)
        errors = vErrors.length
      }
    }
    if (data.status !== undefined) {
      if ('REMOVIDA_PELO_USUARIO_RECEBEDOR' !== data.status) {
        const err13 = {
          instancePath: instancePath + '/status',
          schemaPath: '#/properties/status/const',
          keyword: 'const',
          params: { allowedValue: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
  } else {
    const err14 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err14]
    } else {
      vErrors.push(err14)
    }
    errors++
  }
  validate41.errors = vErrors
  return errors === 0
}
validate41.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate40(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate40.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate41(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors)
    errors = vErrors.length
  }
  validate40.errors = vErrors
  return errors === 0
}
validate40.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putCobv_body = validate46
const schema58 = { $ref: 'document#/components/schemas/CobvSolicitada' }
const schema59 = {
  type: 'object',
  additionalProperties: false,
  required: ['calendario', 'devedor', 'valor', 'chave'],
  properties: {
    calendario: {
      type: 'object',
      additionalProperties: false,
      required: ['dataDeVencimento'],
      properties: {
        dataDeVencimento: { $ref: '#/components/schemas/Data' },
        validadeAposVencimento: { $ref: '#/components/schemas/ValidadeAposVencimento' },
      },
    },
    devedor: { $ref: '#/components/schemas/Devedor' },
    valor: { $ref: '#/components/schemas/CobvValor' },
    chave: { $ref: '#/components/schemas/Chave' },
    solicitacaoPagador: { $ref: '#/components/schemas/SolicitacaoPagador' },
    infoAdicionais: { $ref: '#/components/schemas/InfoAdicionais' },
  },
  examples: [
    {
      calendario: { dataDeVencimento: '2026-12-24', validadeAposVencimento: 30 },
      devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
      valor: {
        original: '123.45',
        multa: { modalidade: 2, valorPerc: '2.00' },
        juros: { modalidade: 3, valorPerc: '1.00' },
        abatimento: { modalidade: 1, valorPerc: '5.00' },
        desconto: { modalidade: 1, descontoDataFixa: [{ data: '2026-12-10', valorPerc: '10.00' }] },
      },
      chave: 'loja@example.org',
    },
  ],
}
const schema60 = {
  type: 'string',
  description: 'A day, of Brasília.',
  format: 'date',
  pattern: '^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$',
  examples: ['2026-12-24'],
}
const schema61 = {
  type: 'integer',
  description: 'So many days after the due date the charge can be paid still.',
  minimum: 0,
  maximum: 3650,
}
const formats0 = require('ajv-formats/dist/formats').fullFormats.date
const pattern17 = new RegExp('^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$', 'u')
const schema62 = {
  type: 'object',
  description:
    'What is due on a day: the original amount, less abatimento; less desconto until the due date; plus multa and juros after it. Each is of the original amount, and rounded to whole cents, half a cent up. It is at most 9999999999.99.',
  additionalProperties: false,
  required: ['original'],
  properties: {
    original: { $ref: '#/components/schemas/Valor' },
    multa: { $ref: '#/components/schemas/Ajuste' },
    juros: { $ref: '#/components/schemas/Juros' },
    abatimento: { $ref: '#/components/schemas/Ajuste' },
    desconto: { $ref: '#/components/schemas/Desconto' },
  },
}
const schema64 = {
  type: 'object',
  additionalProperties: false,
  required: ['modalidade', 'valorPerc'],
  properties: {
    modalidade: { enum: [1, 2], description: '1: an amount. 2: a percentage.' },
    valorPerc: { $ref: '#/components/schemas/ValorPerc' },
  },
}
const schema65 = {
  type: 'string',
  description: 'An amount in reais, or a percentage of the original amount, more than zero.',
  pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$',
  examples: ['2.00'],
}

function validate50(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate50.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.modalidade === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'modalidade' },
        message: "must have required property '" + 'modalidade' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.valorPerc === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'valorPerc' },
        message: "must have required property '" + 'valorPerc' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'modalidade' || key0 === 'valorPerc')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.modalidade !== undefined) {
      let data0 = data.modalidade
      if (!(data0 === 1 || data0 === 2)) {
        const err3 = {
          instancePath: instancePath + '/modalidade',
          schemaPath: '#/properties/modalidade/enum',
          keyword: 'enum',
          params: { allowedValues: schema64.properties.modalidade.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.valorPerc !== undefined) {
      let data1 = data.valorPerc
      if (typeof data1 === 'string') {
        if (!pattern8.test(data1)) {
          const err4 = {
            instancePath: instancePath + '/valorPerc',
            schemaPath: '#/components/schemas/ValorPerc/pattern',
            keyword: 'pattern',
            params: { pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' },
            message: 'must match pattern "' + '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/valorPerc',
          schemaPath: '#/components/schemas/ValorPerc/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
  } else {
    const err6 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err6]
    } else {
      vErrors.push(err6)
    }
    errors++
  }
  validate50.errors = vErrors
  return errors === 0
}
validate50.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

const schema66 = {
  type: 'object',
  description: 'Interest, for each day after the due date.',
  additionalProperties: false,
  required: ['modalidade', 'valorPerc'],
  properties: {
    modalidade: {
      enum: [1, 2, 3],
      description: '1: an amount a day. 2: a percentage a day. 3: a percentage for 30 days.',
    },
    valorPerc: { $ref: '#/components/schemas/ValorPerc' },
  },
}

function validate52(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate52.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.modalidade === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'modalidade' },
        message: "must have required property '" + 'modalidade' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.valorPerc === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'valorPerc' },
        message: "must have required property '" + 'valorPerc' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'modalidade' || key0 === 'valorPerc')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.modalidade !== undefined) {
      let data0 = data.modalidade
      if (!(data0 === 1 || data0 === 2 || data0 === 3)) {
        const err3 = {
          instancePath: instancePath + '/modalidade',
          schemaPath: '#/properties/modalidade/enum',
          keyword: 'enum',
          params: { allowedValues: schema66.properties.modalidade.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.valorPerc !== undefined) {
      let data1 = data.valorPerc
      if (typeof data1 === 'string') {
        if (!pattern8.test(data1)) {
          const err4 = {
            instancePath: instancePath + '/valorPerc',
            schemaPath: '#/components/schemas/ValorPerc/pattern',
            keyword: 'pattern',
            params: { pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' },
            message: 'must match pattern "' + '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/valorPerc',
          schemaPath: '#/components/schemas/ValorPerc/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
  } else {
    const err6 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err6]
    } else {
      vErrors.push(err6)
    }
    errors++
  }
  validate52.errors = vErrors
  return errors === 0
}
validate52.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

const schema68 = {
  type: 'object',
  description:
    'Discounts until a day. The first one that holds is given, and none after the due date.',
  additionalProperties: false,
  required: ['modalidade', 'descontoDataFixa'],
  properties: {
    modalidade: { enum: [1, 2], description: '1: an amount. 2: a percentage.' },
    descontoDataFixa: {
      type: 'array',
      description: 'Each until a later day than the one before.',
      minItems: 1,
      maxItems: 3,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['data', 'valorPerc'],
        properties: {
          data: { $ref: '#/components/schemas/Data' },
          valorPerc: { $ref: '#/components/schemas/ValorPerc' },
        },
      },
    },
  },
}

function validate55(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate55.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.modalidade === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'modalidade' },
        message: "must have required property '" + 'modalidade' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.descontoDataFixa === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'descontoDataFixa' },
        message: "must have required property '" + 'descontoDataFixa' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'modalidade' || key0 === 'descontoDataFixa')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.modalidade !== undefined) {
      let data0 = data.modalidade
      if (!(data0 === 1 || data0 === 2)) {
        const err3 = {
          instancePath: instancePath + '/modalidade',
          schemaPath: '#/properties/modalidade/enum',
          keyword: 'enum',
          params: { allowedValues: schema68.properties.modalidade.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.descontoDataFixa !== undefined) {
      let data1 = data.descontoDataFixa
      if (Array.isArray(data1)) {
        if (data1.length > 3) {
          const err4 = {
            instancePath: instancePath + '/descontoDataFixa',
            schemaPath: '#/properties/descontoDataFixa/maxItems',
            keyword: 'maxItems',
            params: { limit: 3 },
            message: 'must NOT have more than 3 items',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
        if (data1.length < 1) {
          const err5 = {
            instancePath: instancePath + '/descontoDataFixa',
            schemaPath: '#/properties/descontoDataFixa/minItems',
            keyword: 'minItems',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 items',
          }
          if (vErrors === null) {
            vErrors = [err5]
          } else {
            vErrors.push(err5)
          }
          errors++
        }
        const len0 = data1.length
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0]
          if (data2 && typeof data2 == 'object' && !Array.isArray(data2)) {
            if (data2.data === undefined) {
              const err6 = {
                instancePath: instancePath + '/descontoDataFixa/' + i0,
                schemaPath: '#/properties/descontoDataFixa/items/required',
                keyword: 'required',
                params: { missingProperty: 'data' },
                message: "must have required property '" + 'data' + "'",
              }
              if (vErrors === null) {
                vErrors = [err6]
              } else {
                vErrors.push(err6)
              }
              errors++
            }
            if (data2.valorPerc === undefined) {
              const err7 = {
                instancePath: instancePath + '/descontoDataFixa/' + i0,
                schemaPath: '#/properties/descontoDataFixa/items/required',
                keyword: 'required',
                params: { missingProperty: 'valorPerc' },
                message: "must have required property '" + 'valorPerc' + "'",
              }
              if (vErrors === null) {
                vErrors = [err7]
              } else {
                vErrors.push(err7)
              }
              errors++
            }
            for (const key1 in data2) {
              if (!(key1 === 'data' || key1 === 'valorPerc')) {
                const err8 = {
                  instancePath: instancePath + '/descontoDataFixa/' + i0,
                  schemaPath: '#/properties/descontoDataFixa/items/additionalProperties',
                  keyword: 'additionalProperties',
                  params: { additionalProperty: key1 },
                  message: 'must NOT have additional properties',
                }
                if (vErrors === null) {
                  vErrors = [err8]
                } else {
                  vErrors.push(err8)
                }
                errors++
              }
            }
            if (data2.data !== undefined) {
              let data3 = data2.data
              if (typeof data3 === 'string') {
                if (!pattern17.test(data3)) {
                  const err9 = {
                    instancePath: instancePath + '/descontoDataFixa/' + i0 + '/data',
                    schemaPath: '#/components/schemas/Data/pattern',
                    keyword: 'pattern',
                    params: { pattern: '^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' },
                    message:
                      'must match pattern "' +
                      '^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' +
                      '"',
                  }
                  if (vErrors === null) {
                    vErrors = [err9]
                  } else {
                    vErrors.push(err9)
                  }
                  errors++
                }
                if (!formats0.validate(data3)) {
                  const err10 = {
                    instancePath: instancePath + '/descontoDataFixa/' + i0 + '/data',
                    schemaPath: '#/components/schemas/Data/format',
                    keyword: 'format',
                    params: { format: 'date' },
                    message: 'must match format "' + 'date' + '"',
                  }
                  if (vErrors === null) {
                    vErrors = [err10]
                  } else {
                    vErrors.push(err10)
                  }
                  errors++
                }
              } else {
                const err11 = {
                  instancePath: instancePath + '/descontoDataFixa/' + i0 + '/data',
                  schemaPath: '#/components/schemas/Data/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err11]
                } else {
                  vErrors.push(err11)
                }
                errors++
              }
            }
            if (data2.valorPerc !== undefined) {
              let data4 = data2.valorPerc
              if (typeof data4 === 'string') {
                if (!pattern8.test(data4)) {
                  const err12 = {
                    instancePath: instancePath + '/descontoDataFixa/' + i0 + '/valorPerc',
                    schemaPath: '#/components/schemas/ValorPerc/pattern',
                    keyword: 'pattern',
                    params: { pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' },
                    message: 'must match pattern "' + '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' + '"',
                  }
                  if (vErrors === null) {
                    vErrors = [err12]
                  } else {
                    vErrors.push(err12)
                  }
                  errors++
                }
              } else {
                const err13 = {
                  instancePath: instancePath + '/descontoDataFixa/' + i0 + '/valorPerc',
                  schemaPath: '#/components/schemas/ValorPerc/type',
                  keyword: 'type',
                  params: { type: 'string' },
                  message: 'must be string',
                }
                if (vErrors === null) {
                  vErrors = [err13]
                } else {
                  vErrors.push(err13)
                }
                errors++
              }
            }
          } else {
            const err14 = {
              instancePath: instancePath + '/descontoDataFixa/' + i0,
              schemaPath: '#/properties/descontoDataFixa/items/type',
              keyword: 'type',
              params: { type: 'object' },
              message: 'must be object',
            }
            if (vErrors === null) {
              vErrors = [err14]
            } else {
              vErrors.push(err14)
            }
            errors++
          }
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/descontoDataFixa',
          schemaPath: '#/properties/descontoDataFixa/type',
          keyword: 'type',
          params: { type: 'array' },
          message: 'must be array',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
  } else {
    const err16 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err16]
    } else {
      vErrors.push(err16)
    }
    errors++
  }
  validate55.errors = vErrors
  return errors === 0
}
validate55.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate49(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate49.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.original === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'original' },
        message: "must have required property '" + 'original' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(
        key0 === 'original' ||
        key0 === 'multa' ||
        key0 === 'juros' ||
        key0 === 'abatimento' ||
        key0 === 'desconto'
      )) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.original !== undefined) {
      let data0 = data.original
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/original',
            schemaPath: '#/components/schemas/Valor/pattern',
            keyword: 'pattern',
            params: { pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' },
            message: 'must match pattern "' + '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      } else {
        const err3 = {
          instancePath: instancePath + '/original',
          schemaPath: '#/components/schemas/Valor/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.multa !== undefined) {
      if (
        !validate50(data.multa, {
          instancePath: instancePath + '/multa',
          parentData: data,
          parentDataProperty: 'multa',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate50.errors : vErrors.concat(validate50.errors)
        errors = vErrors.length
      }
    }
    if (data.juros !== undefined) {
      if (
        !validate52(data.juros, {
          instancePath: instancePath + '/juros',
          parentData: data,
          parentDataProperty: 'juros',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate52.errors : vErrors.concat(validate52.errors)
        errors = vErrors.length
      }
    }
    if (data.abatimento !== undefined) {
      if (
        !validate50(data.abatimento, {
          instancePath: instancePath + '/abatimento',
          parentData: data,
          parentDataProperty: 'abatimento',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate50.errors : vErrors.concat(validate50.errors)
        errors = vErrors.length
      }
    }
    if (data.desconto !== undefined) {
      if (
        !validate55(data.desconto, {
          instancePath: instancePath + '/desconto',
          parentData: data,
          parentDataProperty: 'desconto',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate55.errors : vErrors.concat(validate55.errors)
        errors = vErrors.length
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  }
  validate49.errors = vErrors
  return errors === 0
}
validate49.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate47(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate47.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.calendario === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'calendario' },
        message: "must have required property '" + 'calendario' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.devedor === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'devedor' },
        message: "must have required property '" + 'devedor' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.valor === undefined) {
      const err2 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'valor' },
        message: "must have required property '" + 'valor' + "'",
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if (data.chave === undefined) {
      const err3 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'chave' },
        message: "must have required property '" + 'chave' + "'",
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(
        key0 === 'calendario' ||
        key0 === 'devedor' ||
        key0 === 'valor' ||
        key0 === 'chave' ||
        key0 === 'solicitacaoPagador' ||
        key0 === 'infoAdicionais'
      )) {
        const err4 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err4]
        } else {
          vErrors.push(err4)
        }
        errors++
      }
    }
    if (data.calendario !== undefined) {
      let data0 = data.calendario
      if (data0 && typeof data0 == 'object' && !Array.isArray(data0)) {
        if (data0.dataDeVencimento === undefined) {
          const err5 = {
            instancePath: instancePath + '/calendario',
            schemaPath: '#/properties/calendario/required',
            keyword: 'required',
            params: { missingProperty: 'dataDeVencimento' },
            message: "must have required property '" + 'dataDeVencimento' + "'",
          }
          if (vErrors === null) {
            vErrors = [err5]
          } else {
            vErrors.push(err5)
          }
          errors++
        }
        for (const key1 in data0) {
          if (!(key1 === 'dataDeVencimento' || key1 === 'validadeAposVencimento')) {
            const err6 = {
              instancePath: instancePath + '/calendario',
              schemaPath: '#/properties/calendario/additionalProperties',
              keyword: 'additionalProperties',
              params: { additionalProperty: key1 },
              message: 'must NOT have additional properties',
            }
            if (vErrors === null) {
              vErrors = [err6]
            } else {
              vErrors.push(err6)
            }
            errors++
          }
        }
        if (data0.dataDeVencimento !== undefined) {
          let data1 = data0.dataDeVencimento
          if (typeof data1 === 'string') {
            if (!pattern17.test(data1)) {
              const err7 = {
                instancePath: instancePath + '/calendario/dataDeVencimento',
                schemaPath: '#/components/schemas/Data/pattern',
                keyword: 'pattern',
                params: { pattern: '^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' },
                message:
                  'must match pattern "' +
                  '^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' +
                  '"',
              }
              if (vErrors === null) {
                vErrors = [err7]
              } else {
                vErrors.push(err7)
              }
              errors++
            }
            if (!formats0.validate(data1)) {
              const err8 = {
                instancePath: instancePath + '/calendario/dataDeVencimento',
                schemaPath: '#/components/schemas/Data/format',
                keyword: 'format',
                params: { format: 'date' },
                message: 'must match format "' + 'date' + '"',
              }
              if (vErrors === null) {
                vErrors = [err8]
              } else {
                vErrors.push(err8)
              }
              errors++
            }
          } else {
            const err9 = {
              instancePath: instancePath + '/calendario/dataDeVencimento',
              schemaPath: '#/components/schemas/Data/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err9]
            } else {
              vErrors.push(err9)
            }
            errors++
          }
        }
        if (data0.validadeAposVencimento !== undefined) {
          let data2 = data0.validadeAposVencimento
          if (!(typeof data2 == 'number' && !(data2 % 1) && !isNaN(data2))) {
            const err10 = {
              instancePath: instancePath + '/calendario/validadeAposVencimento',
              schemaPath: '#/components/schemas/ValidadeAposVencimento/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err10]
            } else {
              vErrors.push(err10)
            }
            errors++
          }
          if (typeof data2 == 'number') {
            if (data2 > 3650 || isNaN(data2)) {
              const err11 = {
                instancePath: instancePath + '/calendario/validadeAposVencimento',
                schemaPath: '#/components/schemas/ValidadeAposVencimento/maximum',
                keyword: 'maximum',
                params: { comparison: '<=', limit: 3650 },
                message: 'must be <= 3650',
              }
              if (vErrors === null) {
                vErrors = [err11]
              } else {
                vErrors.push(err11)
              }
              errors++
            }
            if (data2 < 0 || isNaN(data2)) {
              const err12 = {
                instancePath: instancePath + '/calendario/validadeAposVencimento',
                schemaPath: '#/components/schemas/ValidadeAposVencimento/minimum',
                keyword: 'minimum',
                params: { comparison: '>=', limit: 0 },
                message: 'must be >= 0',
              }
              if (vErrors === null) {
                vErrors = [err12]
              } else {
                vErrors.push(err12)
              }
              errors++
            }
          }
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/calendario',
          schemaPath: '#/properties/calendario/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.devedor !== undefined) {
      if (
        !validate23(data.devedor, {
          instancePath: instancePath + '/devedor',
          parentData: data,
          parentDataProperty: 'devedor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors)
        errors = vErrors.length
      }
    }
    if (data.valor !== undefined) {
      if (
        !validate49(data.valor, {
          instancePath: instancePath + '/valor',
          parentData: data,
          parentDataProperty: 'valor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors)
        errors = vErrors.length
      }
    }
    if (data.chave !== undefined) {
      let data5 = data.chave
      if (typeof data5 === 'string') {
        if (!pattern9.test(data5)) {
          const err14 = {
            instancePath: instancePath + '/chave',
            schemaPath: '#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/chave',
          schemaPath: '#/components/schemas/Chave/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.solicitacaoPagador !== undefined) {
      let data6 = data.solicitacaoPagador
      if (typeof data6 === 'string') {
        if (func1(data6) > 140) {
          const err16 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err16]
          } else {
            vErrors.push(err16)
          }
          errors++
        }
        if (!pattern5.test(data6)) {
          const err17 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err17]
          } else {
            vErrors.push(err17)
          }
          errors++
        }
      } else {
        const err18 = {
          instancePath: instancePath + '/solicitacaoPagador',
          schemaPath: '#/components/schemas/SolicitacaoPagador/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err18]
        } else {
          vErrors.push(err18)
        }
        errors++
      }
    }
    if (data.infoAdicionais !== undefined) {
      if (
        !validate31(data.infoAdicionais, {
          instancePath: instancePath + '/infoAdicionais',
          parentData: data,
          parentDataProperty: 'infoAdicionais',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors)
        errors = vErrors.length
      }
    }
  } else {
    const err19 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err19]
    } else {
      vErrors.push(err19)
    }
    errors++
  }
  validate47.errors = vErrors
  return errors === 0
}
validate47.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate46(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate46.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate47(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate47.errors : vErrors.concat(validate47.errors)
    errors = vErrors.length
  }
  validate46.errors = vErrors
  return errors === 0
}
validate46.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const patchCobv_body = validate60
const schema73 = { $ref: 'document#/components/schemas/CobvRevisada' }
const schema74 = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    calendario: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        dataDeVencimento: { $ref: '#/components/schemas/Data' },
        validadeAposVencimento: { $ref: '#/components/schemas/ValidadeAposVencimento' },
      },
    },
    devedor: { $ref: '#/components/schemas/Devedor' },
    valor: { $ref: '#/components/schemas/CobvValor' },
    chave: { $ref: '#/components/schemas/Chave' },
    solicitacaoPagador: { $ref: '#/components/schemas/SolicitacaoPagador' },
    infoAdicionais: { $ref: '#/components/schemas/InfoAdicionais' },
    status: { const: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' },
  },
  examples: [{ calendario: { dataDeVencimento: '2027-01-24' } }],
}

function validate61(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate61.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (Object.keys(data).length < 1) {
      const err0 = {
        instancePath,
        schemaPath: '#/minProperties',
        keyword: 'minProperties',
        params: { limit: 1 },
        message: 'must NOT have fewer than 1 properties',
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(
        key0 === 'calendario' ||
        key0 === 'devedor' ||
        key0 === 'valor' ||
        key0 === 'chave' ||
        key0 === 'solicitacaoPagador' ||
        key0 === 'infoAdicionais' ||
        key0 === 'status'
      )) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.calendario !== undefined) {
      let data0 = data.calendario
      if (data0 && typeof data0 == 'object' && !Array.isArray(data0)) {
        if (Object.keys(data0).length < 1) {
          const err2 = {
            instancePath: instancePath + '/calendario',
            schemaPath: '#/properties/calendario/minProperties',
            keyword: 'minProperties',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 properties',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        for (const key1 in data0) {
          if (!(key1 === 'dataDeVencimento' || key1 === 'validadeAposVencimento')) {
            const err3 = {
              instancePath: instancePath + '/calendario',
              schemaPath: '#/properties/calendario/additionalProperties',
              keyword: 'additionalProperties',
              params: { additionalProperty: key1 },
              message: 'must NOT have additional properties',
            }
            if (vErrors === null) {
              vErrors = [err3]
            } else {
              vErrors.push(err3)
            }
            errors++
          }
        }
        if (data0.dataDeVencimento !== undefined) {
          let data1 = data0.dataDeVencimento
          if (typeof data1 === 'string') {
            if (!pattern17.test(data1)) {
              const err4 = {
                instancePath: instancePath + '/calendario/dataDeVencimento',
                schemaPath: '#/components/schemas/Data/pattern',
                keyword: 'pattern',
                params: { pattern: '^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' },
                message:
                  'must match pattern "' +
                  '^2\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$' +
                  '"',
              }
              if (vErrors === null) {
                vErrors = [err4]
              } else {
                vErrors.push(err4)
              }
              errors++
            }
            if (!formats0.validate(data1)) {
              const err5 = {
                instancePath: instancePath + '/calendario/dataDeVencimento',
                schemaPath: '#/components/schemas/Data/format',
                keyword: 'format',
                params: { format: 'date' },
                message: 'must match format "' + 'date' + '"',
              }
              if (vErrors === null) {
                vErrors = [err5]
              } else {
                vErrors.push(err5)
              }
              errors++
            }
          } else {
            const err6 = {
              instancePath: instancePath + '/calendario/dataDeVencimento',
              schemaPath: '#/components/schemas/Data/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err6]
            } else {
              vErrors.push(err6)
            }
            errors++
          }
        }
        if (data0.validadeAposVencimento !== undefined) {
          let data2 = data0.validadeAposVencimento
          if (!(typeof data2 == 'number' && !(data2 % 1) && !isNaN(data2))) {
            const err7 = {
              instancePath: instancePath + '/calendario/validadeAposVencimento',
              schemaPath: '#/components/schemas/ValidadeAposVencimento/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err7]
            } else {
              vErrors.push(err7)
            }
            errors++
          }
          if (typeof data2 == 'number') {
            if (data2 > 3650 || isNaN(data2)) {
              const err8 = {
                instancePath: instancePath + '/calendario/validadeAposVencimento',
                schemaPath: '#/components/schemas/ValidadeAposVencimento/maximum',
                keyword: 'maximum',
                params: { comparison: '<=', limit: 3650 },
                message: 'must be <= 3650',
              }
              if (vErrors === null) {
                vErrors = [err8]
              } else {
                vErrors.push(err8)
              }
              errors++
            }
            if (data2 < 0 || isNaN(data2)) {
              const err9 = {
                instancePath: instancePath + '/calendario/validadeAposVencimento',
                schemaPath: '#/components/schemas/ValidadeAposVencimento/minimum',
                keyword: 'minimum',
                params: { comparison: '>=', limit: 0 },
                message: 'must be >= 0',
              }
              if (vErrors === null) {
                vErrors = [err9]
              } else {
                vErrors.push(err9)
              }
              errors++
            }
          }
        }
      } else {
        const err10 = {
          instancePath: instancePath + '/calendario',
          schemaPath: '#/properties/calendario/type',
          keyword: 'type',
          params: { type: 'object' },
          message: 'must be object',
        }
        if (vErrors === null) {
          vErrors = [err10]
        } else {
          vErrors.push(err10)
        }
        errors++
      }
    }
    if (data.devedor !== undefined) {
      if (
        !validate23(data.devedor, {
          instancePath: instancePath + '/devedor',
          parentData: data,
          parentDataProperty: 'devedor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors)
        errors = vErrors.length
      }
    }
    if (data.valor !== undefined) {
      if (
        !validate49(data.valor, {
          instancePath: instancePath + '/valor',
          parentData: data,
          parentDataProperty: 'valor',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors)
        errors = vErrors.length
      }
    }
    if (data.chave !== undefined) {
      let data5 = data.chave
      if (typeof data5 === 'string') {
        if (!pattern9.test(data5)) {
          const err11 = {
            instancePath: instancePath + '/chave',
            schemaPath: '#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err11]
          } else {
            vErrors.push(err11)
          }
          errors++
        }
      } else {
        const err12 = {
          instancePath: instancePath + '/chave',
          schemaPath: '#/components/schemas/Chave/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err12]
        } else {
          vErrors.push(err12)
        }
        errors++
      }
    }
    if (data.solicitacaoPagador !== undefined) {
      let data6 = data.solicitacaoPagador
      if (typeof data6 === 'string') {
        if (func1(data6) > 140) {
          const err13 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err13]
          } else {
            vErrors.push(err13)
          }
          errors++
        }
        if (!pattern5.test(data6)) {
          const err14 = {
            instancePath: instancePath + '/solicitacaoPagador',
            schemaPath: '#/components/schemas/SolicitacaoPagador/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      } else {
        const err15 = {
          instancePath: instancePath + '/solicitacaoPagador',
          schemaPath: '#/components/schemas/SolicitacaoPagador/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.infoAdicionais !== undefined) {
      if (
        !validate31(data.infoAdicionais, {
          instancePath: instancePath + '/infoAdicionais',
          parentData: data,
          parentDataProperty: 'infoAdicionais',
          rootData,
          dynamicAnchors,
        })
      ) {
        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors)
        errors = vErrors.length
      }
    }
    if (data.status !== undefined) {
      if ('REMOVIDA_PELO_USUARIO_RECEBEDOR' !== data.status) {
        const err16 = {
          instancePath: instancePath + '/status',
          schemaPath: '#/properties/status/const',
          keyword: 'const',
          params: { allowedValue: 'REMOVIDA_PELO_USUARIO_RECEBEDOR' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err16]
        } else {
          vErrors.push(err16)
        }
        errors++
      }
    }
  } else {
    const err17 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err17]
    } else {
      vErrors.push(err17)
    }
    errors++
  }
  validate61.errors = vErrors
  return errors === 0
}
validate61.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate60(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate60.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate61(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors)
    errors = vErrors.length
  }
  validate60.errors = vErrors
  return errors === 0
}
validate60.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putDevolucao_body = validate66
const schema79 = { $ref: 'document#/components/schemas/DevolucaoSolicitada' }
const schema80 = {
  type: 'object',
  additionalProperties: false,
  required: ['valor'],
  properties: {
    valor: { $ref: '#/components/schemas/Valor' },
    descricao: { $ref: '#/components/schemas/Texto' },
  },
  examples: [{ valor: '7.89' }],
}
const schema82 = {
  type: 'string',
  maxLength: 140,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
}

function validate67(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate67.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.valor === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'valor' },
        message: "must have required property '" + 'valor' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'valor' || key0 === 'descricao')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.valor !== undefined) {
      let data0 = data.valor
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/valor',
            schemaPath: '#/components/schemas/Valor/pattern',
            keyword: 'pattern',
            params: { pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' },
            message: 'must match pattern "' + '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      } else {
        const err3 = {
          instancePath: instancePath + '/valor',
          schemaPath: '#/components/schemas/Valor/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.descricao !== undefined) {
      let data1 = data.descricao
      if (typeof data1 === 'string') {
        if (func1(data1) > 140) {
          const err4 = {
            instancePath: instancePath + '/descricao',
            schemaPath: '#/components/schemas/Texto/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
        if (!pattern5.test(data1)) {
          const err5 = {
            instancePath: instancePath + '/descricao',
            schemaPath: '#/components/schemas/Texto/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err5]
          } else {
            vErrors.push(err5)
          }
          errors++
        }
      } else {
        const err6 = {
          instancePath: instancePath + '/descricao',
          schemaPath: '#/components/schemas/Texto/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err6]
        } else {
          vErrors.push(err6)
        }
        errors++
      }
    }
  } else {
    const err7 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err7]
    } else {
      vErrors.push(err7)
    }
    errors++
  }
  validate67.errors = vErrors
  return errors === 0
}
validate67.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate66(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate66.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate67(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors)
    errors = vErrors.length
  }
  validate66.errors = vErrors
  return errors === 0
}
validate66.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putWebhook_body = validate69
const schema83 = { $ref: 'document#/components/schemas/WebhookSolicitado' }
const schema84 = {
  type: 'object',
  additionalProperties: false,
  required: ['webhookUrl'],
  properties: { webhookUrl: { $ref: '#/components/schemas/WebhookUrl' } },
  examples: [{ webhookUrl: 'https://loja.example.org/pix' }],
}
const schema85 = {
  type: 'string',
  description:
    'Begins with https, leads into the public Internet, and has no user and no fragment. In development it may be http.',
  maxLength: 2048,
  pattern: '^https?:\\/\\/[!-~]+$',
  examples: ['https://loja.example.org/pix'],
}
const pattern30 = new RegExp('^https?:\\/\\/[!-~]+$', 'u')

function validate70(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate70.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.webhookUrl === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'webhookUrl' },
        message: "must have required property '" + 'webhookUrl' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'webhookUrl')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.webhookUrl !== undefined) {
      let data0 = data.webhookUrl
      if (typeof data0 === 'string') {
        if (func1(data0) > 2048) {
          const err2 = {
            instancePath: instancePath + '/webhookUrl',
            schemaPath: '#/components/schemas/WebhookUrl/maxLength',
            keyword: 'maxLength',
            params: { limit: 2048 },
            message: 'must NOT have more than 2048 characters',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        if (!pattern30.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/webhookUrl',
            schemaPath: '#/components/schemas/WebhookUrl/pattern',
            keyword: 'pattern',
            params: { pattern: '^https?:\\/\\/[!-~]+$' },
            message: 'must match pattern "' + '^https?:\\/\\/[!-~]+$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
      } else {
        const err4 = {
          instancePath: instancePath + '/webhookUrl',
          schemaPath: '#/components/schemas/WebhookUrl/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err4]
        } else {
          vErrors.push(err4)
        }
        errors++
      }
    }
  } else {
    const err5 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err5]
    } else {
      vErrors.push(err5)
    }
    errors++
  }
  validate70.errors = vErrors
  return errors === 0
}
validate70.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate69(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate69.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate70(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors)
    errors = vErrors.length
  }
  validate69.errors = vErrors
  return errors === 0
}
validate69.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const simulatePix_body = validate72
const schema86 = { $ref: 'document#/components/schemas/PixSimulado' }
const schema87 = {
  type: 'object',
  additionalProperties: false,
  required: ['txid'],
  properties: {
    txid: { $ref: '#/components/schemas/Txid' },
    valor: { $ref: '#/components/schemas/Valor' },
    infoPagador: { $ref: '#/components/schemas/Texto' },
  },
}
const schema88 = { type: 'string', pattern: '^[a-zA-Z0-9]{26,35}$' }
const pattern31 = new RegExp('^[a-zA-Z0-9]{26,35}$', 'u')

function validate73(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate73.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.txid === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'txid' },
        message: "must have required property '" + 'txid' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'txid' || key0 === 'valor' || key0 === 'infoPagador')) {
        const err1 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.txid !== undefined) {
      let data0 = data.txid
      if (typeof data0 === 'string') {
        if (!pattern31.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/txid',
            schemaPath: '#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      } else {
        const err3 = {
          instancePath: instancePath + '/txid',
          schemaPath: '#/components/schemas/Txid/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.valor !== undefined) {
      let data1 = data.valor
      if (typeof data1 === 'string') {
        if (!pattern8.test(data1)) {
          const err4 = {
            instancePath: instancePath + '/valor',
            schemaPath: '#/components/schemas/Valor/pattern',
            keyword: 'pattern',
            params: { pattern: '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' },
            message: 'must match pattern "' + '^(?!0+\\.00$)\\d{1,10}\\.\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      } else {
        const err5 = {
          instancePath: instancePath + '/valor',
          schemaPath: '#/components/schemas/Valor/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err5]
        } else {
          vErrors.push(err5)
        }
        errors++
      }
    }
    if (data.infoPagador !== undefined) {
      let data2 = data.infoPagador
      if (typeof data2 === 'string') {
        if (func1(data2) > 140) {
          const err6 = {
            instancePath: instancePath + '/infoPagador',
            schemaPath: '#/components/schemas/Texto/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err6]
          } else {
            vErrors.push(err6)
          }
          errors++
        }
        if (!pattern5.test(data2)) {
          const err7 = {
            instancePath: instancePath + '/infoPagador',
            schemaPath: '#/components/schemas/Texto/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err7]
          } else {
            vErrors.push(err7)
          }
          errors++
        }
      } else {
        const err8 = {
          instancePath: instancePath + '/infoPagador',
          schemaPath: '#/components/schemas/Texto/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err8]
        } else {
          vErrors.push(err8)
        }
        errors++
      }
    }
  } else {
    const err9 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err9]
    } else {
      vErrors.push(err9)
    }
    errors++
  }
  validate73.errors = vErrors
  return errors === 0
}
validate73.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate72(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate72.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate73(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate73.errors : vErrors.concat(validate73.errors)
    errors = vErrors.length
  }
  validate72.errors = vErrors
  return errors === 0
}
validate72.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const simulateDevolucao_body = validate75
const schema91 = { $ref: 'document#/components/schemas/DevolucaoSimulada' }
const schema92 = {
  oneOf: [
    { $ref: '#/components/schemas/DevolucaoFeita' },
    { $ref: '#/components/schemas/DevolucaoNaoRealizada' },
  ],
}
const schema93 = {
  type: 'object',
  additionalProperties: false,
  required: ['status'],
  properties: { status: { const: 'DEVOLVIDO' } },
}
const schema94 = {
  type: 'object',
  additionalProperties: false,
  required: ['status', 'motivo'],
  properties: {
    status: { const: 'NAO_REALIZADO' },
    motivo: { $ref: '#/components/schemas/Texto' },
  },
}

function validate77(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate77.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.status === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'status' },
        message: "must have required property '" + 'status' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.motivo === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'motivo' },
        message: "must have required property '" + 'motivo' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'status' || key0 === 'motivo')) {
        const err2 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
    if (data.status !== undefined) {
      if ('NAO_REALIZADO' !== data.status) {
        const err3 = {
          instancePath: instancePath + '/status',
          schemaPath: '#/properties/status/const',
          keyword: 'const',
          params: { allowedValue: 'NAO_REALIZADO' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err3]
        } else {
          vErrors.push(err3)
        }
        errors++
      }
    }
    if (data.motivo !== undefined) {
      let data1 = data.motivo
      if (typeof data1 === 'string') {
        if (func1(data1) > 140) {
          const err4 = {
            instancePath: instancePath + '/motivo',
            schemaPath: '#/components/schemas/Texto/maxLength',
            keyword: 'maxLength',
            params: { limit: 140 },
            message: 'must NOT have more than 140 characters',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
        if (!pattern5.test(data1)) {
          const err5 = {
            instancePath: instancePath + '/motivo',
            schemaPath: '#/components/schemas/Texto/pattern',
            keyword: 'pattern',
            params: { pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' },
            message: 'must match pattern "' + '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err5]
          } else {
            vErrors.push(err5)
          }
          errors++
        }
      } else {
        const err6 = {
          instancePath: instancePath + '/motivo',
          schemaPath: '#/components/schemas/Texto/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err6]
        } else {
          vErrors.push(err6)
        }
        errors++
      }
    }
  } else {
    const err7 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err7]
    } else {
      vErrors.push(err7)
    }
    errors++
  }
  validate77.errors = vErrors
  return errors === 0
}
validate77.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate76(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate76.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  const _errs0 = errors
  let valid0 = false
  let passing0 = null
  const _errs1 = errors
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.status === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/components/schemas/DevolucaoFeita/required',
        keyword: 'required',
        params: { missingProperty: 'status' },
        message: "must have required property '" + 'status' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'status')) {
        const err1 = {
          instancePath,
          schemaPath: '#/components/schemas/DevolucaoFeita/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err1]
        } else {
          vErrors.push(err1)
        }
        errors++
      }
    }
    if (data.status !== undefined) {
      if ('DEVOLVIDO' !== data.status) {
        const err2 = {
          instancePath: instancePath + '/status',
          schemaPath: '#/components/schemas/DevolucaoFeita/properties/status/const',
          keyword: 'const',
          params: { allowedValue: 'DEVOLVIDO' },
          message: 'must be equal to constant',
        }
        if (vErrors === null) {
          vErrors = [err2]
        } else {
          vErrors.push(err2)
        }
        errors++
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/components/schemas/DevolucaoFeita/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err3]
    } else {
      vErrors.push(err3)
    }
    errors++
  }
  var _valid0 = _errs1 === errors
  if (_valid0) {
    valid0 = true
    passing0 = 0
    var props0 = true
  }
  const _errs6 = errors
  if (
    !validate77(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate77.errors : vErrors.concat(validate77.errors)
    errors = vErrors.length
  }
  var _valid0 = _errs6 === errors
  if (_valid0 && valid0) {
    valid0 = false
    passing0 = [passing0, 1]
  } else {
    if (_valid0) {
      valid0 = true
      passing0 = 1
      if (props0 !== true) {
        props0 = true
      }
    }
  }
  if (!valid0) {
    const err4 = {
      instancePath,
      schemaPath: '#/oneOf',
      keyword: 'oneOf',
      params: { passingSchemas: passing0 },
      message: 'must match exactly one schema in oneOf',
    }
    if (vErrors === null) {
      vErrors = [err4]
    } else {
      vErrors.push(err4)
    }
    errors++
  } else {
    errors = _errs0
    if (vErrors !== null) {
      if (_errs0) {
        vErrors.length = _errs0
      } else {
        vErrors = null
      }
    }
  }
  validate76.errors = vErrors
  evaluated0.props = props0
  return errors === 0
}
validate76.evaluated = { dynamicProps: true, dynamicItems: false }

function validate75(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate75.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (
    !validate76(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate76.errors : vErrors.concat(validate76.errors)
    errors = vErrors.length
  } else {
    var props0 = validate76.evaluated.props
  }
  validate75.errors = vErrors
  evaluated0.props = props0
  return errors === 0
}
validate75.evaluated = { dynamicProps: true, dynamicItems: false }

export const validators: Validators = {
  createCob_body,
  putCob_body,
  patchCob_body,
  putCobv_body,
  patchCobv_body,
  putDevolucao_body,
  putWebhook_body,
  simulatePix_body,
  simulateDevolucao_body,
}
