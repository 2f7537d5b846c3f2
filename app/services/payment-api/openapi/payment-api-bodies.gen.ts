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

export const putDevolucao_body = validate46
const schema58 = { $ref: 'document#/components/schemas/DevolucaoSolicitada' }
const schema59 = {
  type: 'object',
  additionalProperties: false,
  required: ['valor'],
  properties: {
    valor: { $ref: '#/components/schemas/Valor' },
    descricao: { $ref: '#/components/schemas/Texto' },
  },
  examples: [{ valor: '7.89' }],
}
const schema61 = {
  type: 'string',
  maxLength: 140,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$',
}

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

export const putWebhook_body = validate49
const schema62 = { $ref: 'document#/components/schemas/WebhookSolicitado' }
const schema63 = {
  type: 'object',
  additionalProperties: false,
  required: ['webhookUrl'],
  properties: { webhookUrl: { $ref: '#/components/schemas/WebhookUrl' } },
  examples: [{ webhookUrl: 'https://loja.example.org/pix' }],
}
const schema64 = {
  type: 'string',
  description:
    'Begins with https, leads into the public Internet, and has no user and no fragment. In development it may be http.',
  maxLength: 2048,
  pattern: '^https?:\\/\\/[!-~]+$',
  examples: ['https://loja.example.org/pix'],
}
const pattern19 = new RegExp('^https?:\\/\\/[!-~]+$', 'u')

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
        if (!pattern19.test(data0)) {
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
  validate50.errors = vErrors
  return errors === 0
}
validate50.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

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
  if (
    !validate50(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate50.errors : vErrors.concat(validate50.errors)
    errors = vErrors.length
  }
  validate49.errors = vErrors
  return errors === 0
}
validate49.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const simulatePix_body = validate52
const schema65 = { $ref: 'document#/components/schemas/PixSimulado' }
const schema66 = {
  type: 'object',
  additionalProperties: false,
  required: ['txid'],
  properties: {
    txid: { $ref: '#/components/schemas/Txid' },
    infoPagador: { $ref: '#/components/schemas/Texto' },
  },
}
const schema67 = { type: 'string', pattern: '^[a-zA-Z0-9]{26,35}$' }
const pattern20 = new RegExp('^[a-zA-Z0-9]{26,35}$', 'u')

function validate53(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate53.evaluated
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
      if (!(key0 === 'txid' || key0 === 'infoPagador')) {
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
        if (!pattern20.test(data0)) {
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
    if (data.infoPagador !== undefined) {
      let data1 = data.infoPagador
      if (typeof data1 === 'string') {
        if (func1(data1) > 140) {
          const err4 = {
            instancePath: instancePath + '/infoPagador',
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
            instancePath: instancePath + '/infoPagador',
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
          instancePath: instancePath + '/infoPagador',
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
  validate53.errors = vErrors
  return errors === 0
}
validate53.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

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
  if (
    !validate53(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors)
    errors = vErrors.length
  }
  validate52.errors = vErrors
  return errors === 0
}
validate52.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const simulateDevolucao_body = validate55
const schema69 = { $ref: 'document#/components/schemas/DevolucaoSimulada' }
const schema70 = {
  oneOf: [
    { $ref: '#/components/schemas/DevolucaoFeita' },
    { $ref: '#/components/schemas/DevolucaoNaoRealizada' },
  ],
}
const schema71 = {
  type: 'object',
  additionalProperties: false,
  required: ['status'],
  properties: { status: { const: 'DEVOLVIDO' } },
}
const schema72 = {
  type: 'object',
  additionalProperties: false,
  required: ['status', 'motivo'],
  properties: {
    status: { const: 'NAO_REALIZADO' },
    motivo: { $ref: '#/components/schemas/Texto' },
  },
}

function validate57(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate57.evaluated
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
  validate57.errors = vErrors
  return errors === 0
}
validate57.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

function validate56(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate56.evaluated
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
    !validate57(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors)
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
  validate56.errors = vErrors
  evaluated0.props = props0
  return errors === 0
}
validate56.evaluated = { dynamicProps: true, dynamicItems: false }

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
  if (
    !validate56(data, { instancePath, parentData, parentDataProperty, rootData, dynamicAnchors })
  ) {
    vErrors = vErrors === null ? validate56.errors : vErrors.concat(validate56.errors)
    errors = vErrors.length
  } else {
    var props0 = validate56.evaluated.props
  }
  validate55.errors = vErrors
  evaluated0.props = props0
  return errors === 0
}
validate55.evaluated = { dynamicProps: true, dynamicItems: false }

export const validators: Validators = {
  createCob_body,
  putCob_body,
  patchCob_body,
  putDevolucao_body,
  putWebhook_body,
  simulatePix_body,
  simulateDevolucao_body,
}
