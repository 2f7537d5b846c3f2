/* Made by make gen from the document. */
// @ts-nocheck
import { createRequire } from 'node:module'
import type { Validators } from '#foundation/spec/spec'

// Of what ajv itself brings, which is CommonJS.
const require = createRequire(import.meta.url)

export const listCobs_query = validate20
const schema31 = {
  type: 'object',
  properties: {
    inicio: { type: 'string', format: 'date-time' },
    fim: { type: 'string', format: 'date-time' },
    cpf: { $ref: 'document#/components/schemas/Cpf' },
    cnpj: { $ref: 'document#/components/schemas/Cnpj' },
    status: { $ref: 'document#/components/schemas/CobStatus' },
    'paginacao.paginaAtual': { type: 'integer', minimum: 0, maximum: 1000000 },
    'paginacao.itensPorPagina': { type: 'integer', minimum: 1, maximum: 1000 },
  },
  required: ['inicio', 'fim'],
  additionalProperties: false,
}
const schema33 = { type: 'string', pattern: '^\\d{11}$' }
const schema34 = { type: 'string', pattern: '^[A-Z0-9]{12}\\d{2}$' }
const schema35 = {
  type: 'string',
  description: 'A charge whose time is over stays ATIVA, and can be revised, but not be paid.',
  enum: ['ATIVA', 'CONCLUIDA', 'REMOVIDA_PELO_USUARIO_RECEBEDOR', 'REMOVIDA_PELO_PSP'],
}
const formats0 = require('ajv-formats/dist/formats').fullFormats['date-time']
const pattern4 = new RegExp('^\\d{11}$', 'u')
const pattern5 = new RegExp('^[A-Z0-9]{12}\\d{2}$', 'u')

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
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.inicio === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'inicio' },
        message: "must have required property '" + 'inicio' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.fim === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'fim' },
        message: "must have required property '" + 'fim' + "'",
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
        key0 === 'inicio' ||
        key0 === 'fim' ||
        key0 === 'cpf' ||
        key0 === 'cnpj' ||
        key0 === 'status' ||
        key0 === 'paginacao.paginaAtual' ||
        key0 === 'paginacao.itensPorPagina'
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
    if (data.inicio !== undefined) {
      let data0 = data.inicio
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err3 = {
              instancePath: instancePath + '/inicio',
              schemaPath: '#/properties/inicio/type',
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
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['inicio'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.validate(data0)) {
          const err4 = {
            instancePath: instancePath + '/inicio',
            schemaPath: '#/properties/inicio/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
    }
    if (data.fim !== undefined) {
      let data1 = data.fim
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err5 = {
              instancePath: instancePath + '/fim',
              schemaPath: '#/properties/fim/type',
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
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['fim'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!formats0.validate(data1)) {
          const err6 = {
            instancePath: instancePath + '/fim',
            schemaPath: '#/properties/fim/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
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
    if (data.cpf !== undefined) {
      let data2 = data.cpf
      if (typeof data2 !== 'string') {
        let dataType2 = typeof data2
        let coerced2 = undefined
        if (dataType2 == 'object' && Array.isArray(data2) && data2.length == 1) {
          data2 = data2[0]
          dataType2 = typeof data2
          if (typeof data2 === 'string') {
            coerced2 = data2
          }
        }
        if (!(coerced2 !== undefined)) {
          if (dataType2 == 'number' || dataType2 == 'boolean') {
            coerced2 = '' + data2
          } else if (data2 === null) {
            coerced2 = ''
          } else {
            const err7 = {
              instancePath: instancePath + '/cpf',
              schemaPath: 'document#/components/schemas/Cpf/type',
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
        if (coerced2 !== undefined) {
          data2 = coerced2
          if (data !== undefined) {
            data['cpf'] = coerced2
          }
        }
      }
      if (typeof data2 === 'string') {
        if (!pattern4.test(data2)) {
          const err8 = {
            instancePath: instancePath + '/cpf',
            schemaPath: 'document#/components/schemas/Cpf/pattern',
            keyword: 'pattern',
            params: { pattern: '^\\d{11}$' },
            message: 'must match pattern "' + '^\\d{11}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err8]
          } else {
            vErrors.push(err8)
          }
          errors++
        }
      }
    }
    if (data.cnpj !== undefined) {
      let data3 = data.cnpj
      if (typeof data3 !== 'string') {
        let dataType3 = typeof data3
        let coerced3 = undefined
        if (dataType3 == 'object' && Array.isArray(data3) && data3.length == 1) {
          data3 = data3[0]
          dataType3 = typeof data3
          if (typeof data3 === 'string') {
            coerced3 = data3
          }
        }
        if (!(coerced3 !== undefined)) {
          if (dataType3 == 'number' || dataType3 == 'boolean') {
            coerced3 = '' + data3
          } else if (data3 === null) {
            coerced3 = ''
          } else {
            const err9 = {
              instancePath: instancePath + '/cnpj',
              schemaPath: 'document#/components/schemas/Cnpj/type',
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
        if (coerced3 !== undefined) {
          data3 = coerced3
          if (data !== undefined) {
            data['cnpj'] = coerced3
          }
        }
      }
      if (typeof data3 === 'string') {
        if (!pattern5.test(data3)) {
          const err10 = {
            instancePath: instancePath + '/cnpj',
            schemaPath: 'document#/components/schemas/Cnpj/pattern',
            keyword: 'pattern',
            params: { pattern: '^[A-Z0-9]{12}\\d{2}$' },
            message: 'must match pattern "' + '^[A-Z0-9]{12}\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      }
    }
    if (data.status !== undefined) {
      let data4 = data.status
      if (typeof data4 !== 'string') {
        let dataType4 = typeof data4
        let coerced4 = undefined
        if (dataType4 == 'object' && Array.isArray(data4) && data4.length == 1) {
          data4 = data4[0]
          dataType4 = typeof data4
          if (typeof data4 === 'string') {
            coerced4 = data4
          }
        }
        if (!(coerced4 !== undefined)) {
          if (dataType4 == 'number' || dataType4 == 'boolean') {
            coerced4 = '' + data4
          } else if (data4 === null) {
            coerced4 = ''
          } else {
            const err11 = {
              instancePath: instancePath + '/status',
              schemaPath: 'document#/components/schemas/CobStatus/type',
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
        if (coerced4 !== undefined) {
          data4 = coerced4
          if (data !== undefined) {
            data['status'] = coerced4
          }
        }
      }
      if (!(
        data4 === 'ATIVA' ||
        data4 === 'CONCLUIDA' ||
        data4 === 'REMOVIDA_PELO_USUARIO_RECEBEDOR' ||
        data4 === 'REMOVIDA_PELO_PSP'
      )) {
        const err12 = {
          instancePath: instancePath + '/status',
          schemaPath: 'document#/components/schemas/CobStatus/enum',
          keyword: 'enum',
          params: { allowedValues: schema35.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err12]
        } else {
          vErrors.push(err12)
        }
        errors++
      }
    }
    if (data['paginacao.paginaAtual'] !== undefined) {
      let data5 = data['paginacao.paginaAtual']
      if (!(typeof data5 == 'number' && !(data5 % 1) && !isNaN(data5))) {
        let dataType5 = typeof data5
        let coerced5 = undefined
        if (dataType5 == 'object' && Array.isArray(data5) && data5.length == 1) {
          data5 = data5[0]
          dataType5 = typeof data5
          if (typeof data5 == 'number' && !(data5 % 1) && !isNaN(data5)) {
            coerced5 = data5
          }
        }
        if (!(coerced5 !== undefined)) {
          if (
            dataType5 === 'boolean' ||
            data5 === null ||
            (dataType5 === 'string' && data5 && data5 == +data5 && !(data5 % 1))
          ) {
            coerced5 = +data5
          } else {
            const err13 = {
              instancePath: instancePath + '/paginacao.paginaAtual',
              schemaPath: '#/properties/paginacao.paginaAtual/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err13]
            } else {
              vErrors.push(err13)
            }
            errors++
          }
        }
        if (coerced5 !== undefined) {
          data5 = coerced5
          if (data !== undefined) {
            data['paginacao.paginaAtual'] = coerced5
          }
        }
      }
      if (typeof data5 == 'number') {
        if (data5 > 1000000 || isNaN(data5)) {
          const err14 = {
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000000 },
            message: 'must be <= 1000000',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
        if (data5 < 0 || isNaN(data5)) {
          const err15 = {
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err15]
          } else {
            vErrors.push(err15)
          }
          errors++
        }
      }
    }
    if (data['paginacao.itensPorPagina'] !== undefined) {
      let data6 = data['paginacao.itensPorPagina']
      if (!(typeof data6 == 'number' && !(data6 % 1) && !isNaN(data6))) {
        let dataType6 = typeof data6
        let coerced6 = undefined
        if (dataType6 == 'object' && Array.isArray(data6) && data6.length == 1) {
          data6 = data6[0]
          dataType6 = typeof data6
          if (typeof data6 == 'number' && !(data6 % 1) && !isNaN(data6)) {
            coerced6 = data6
          }
        }
        if (!(coerced6 !== undefined)) {
          if (
            dataType6 === 'boolean' ||
            data6 === null ||
            (dataType6 === 'string' && data6 && data6 == +data6 && !(data6 % 1))
          ) {
            coerced6 = +data6
          } else {
            const err16 = {
              instancePath: instancePath + '/paginacao.itensPorPagina',
              schemaPath: '#/properties/paginacao.itensPorPagina/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err16]
            } else {
              vErrors.push(err16)
            }
            errors++
          }
        }
        if (coerced6 !== undefined) {
          data6 = coerced6
          if (data !== undefined) {
            data['paginacao.itensPorPagina'] = coerced6
          }
        }
      }
      if (typeof data6 == 'number') {
        if (data6 > 1000 || isNaN(data6)) {
          const err17 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000 },
            message: 'must be <= 1000',
          }
          if (vErrors === null) {
            vErrors = [err17]
          } else {
            vErrors.push(err17)
          }
          errors++
        }
        if (data6 < 1 || isNaN(data6)) {
          const err18 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 1 },
            message: 'must be >= 1',
          }
          if (vErrors === null) {
            vErrors = [err18]
          } else {
            vErrors.push(err18)
          }
          errors++
        }
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
  validate20.errors = vErrors
  return errors === 0
}
validate20.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const listCobs_header = validate22
const schema36 = {
  type: 'object',
  properties: { 'database-position': { type: 'string', pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' } },
  required: [],
  additionalProperties: false,
}
const pattern6 = new RegExp('^[0-9A-F]{1,8}/[0-9A-F]{1,8}$', 'u')

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
    for (const key0 in data) {
      if (!(key0 === 'database-position')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['database-position'] !== undefined) {
      let data0 = data['database-position']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/database-position',
              schemaPath: '#/properties/database-position/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['database-position'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern6.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/database-position',
            schemaPath: '#/properties/database-position/pattern',
            keyword: 'pattern',
            params: { pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
            message: 'must match pattern "' + '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
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
  validate22.errors = vErrors
  return errors === 0
}
validate22.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const createCob_header = validate23
const schema37 = {
  type: 'object',
  properties: { 'idempotency-key': { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' } },
  required: [],
  additionalProperties: false,
}
const pattern7 = new RegExp('^[\\x21-\\x7e]{1,255}$', 'u')

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
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'idempotency-key')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['idempotency-key'] !== undefined) {
      let data0 = data['idempotency-key']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/idempotency-key',
              schemaPath: '#/properties/idempotency-key/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['idempotency-key'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern7.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/idempotency-key',
            schemaPath: '#/properties/idempotency-key/pattern',
            keyword: 'pattern',
            params: { pattern: '^[\\x21-\\x7e]{1,255}$' },
            message: 'must match pattern "' + '^[\\x21-\\x7e]{1,255}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
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
  validate23.errors = vErrors
  return errors === 0
}
validate23.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readCob_path = validate24
const schema38 = {
  type: 'object',
  properties: { txid: { $ref: 'document#/components/schemas/Txid' } },
  required: ['txid'],
  additionalProperties: false,
}
const schema39 = { type: 'string', pattern: '^[a-zA-Z0-9]{26,35}$' }
const pattern8 = new RegExp('^[a-zA-Z0-9]{26,35}$', 'u')

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
      if (!(key0 === 'txid')) {
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
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/txid',
              schemaPath: 'document#/components/schemas/Txid/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['txid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/txid',
            schemaPath: 'document#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate24.errors = vErrors
  return errors === 0
}
validate24.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readCob_query = validate25
const schema40 = {
  type: 'object',
  properties: { revisao: { type: 'integer', minimum: 0, maximum: 2147483647 } },
  required: [],
  additionalProperties: false,
}

function validate25(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate25.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'revisao')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data.revisao !== undefined) {
      let data0 = data.revisao
      if (!(typeof data0 == 'number' && !(data0 % 1) && !isNaN(data0))) {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 == 'number' && !(data0 % 1) && !isNaN(data0)) {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (
            dataType0 === 'boolean' ||
            data0 === null ||
            (dataType0 === 'string' && data0 && data0 == +data0 && !(data0 % 1))
          ) {
            coerced0 = +data0
          } else {
            const err1 = {
              instancePath: instancePath + '/revisao',
              schemaPath: '#/properties/revisao/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['revisao'] = coerced0
          }
        }
      }
      if (typeof data0 == 'number') {
        if (data0 > 2147483647 || isNaN(data0)) {
          const err2 = {
            instancePath: instancePath + '/revisao',
            schemaPath: '#/properties/revisao/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 2147483647 },
            message: 'must be <= 2147483647',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        if (data0 < 0 || isNaN(data0)) {
          const err3 = {
            instancePath: instancePath + '/revisao',
            schemaPath: '#/properties/revisao/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate25.errors = vErrors
  return errors === 0
}
validate25.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putCob_path = validate26
const schema41 = {
  type: 'object',
  properties: { txid: { $ref: 'document#/components/schemas/Txid' } },
  required: ['txid'],
  additionalProperties: false,
}

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
      if (!(key0 === 'txid')) {
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
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/txid',
              schemaPath: 'document#/components/schemas/Txid/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['txid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/txid',
            schemaPath: 'document#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate26.errors = vErrors
  return errors === 0
}
validate26.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const patchCob_path = validate27
const schema43 = {
  type: 'object',
  properties: { txid: { $ref: 'document#/components/schemas/Txid' } },
  required: ['txid'],
  additionalProperties: false,
}

function validate27(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate27.evaluated
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
      if (!(key0 === 'txid')) {
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
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/txid',
              schemaPath: 'document#/components/schemas/Txid/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['txid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/txid',
            schemaPath: 'document#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate27.errors = vErrors
  return errors === 0
}
validate27.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const listCobvs_query = validate28
const schema45 = {
  type: 'object',
  properties: {
    inicio: { type: 'string', format: 'date-time' },
    fim: { type: 'string', format: 'date-time' },
    cpf: { $ref: 'document#/components/schemas/Cpf' },
    cnpj: { $ref: 'document#/components/schemas/Cnpj' },
    status: { $ref: 'document#/components/schemas/CobStatus' },
    'paginacao.paginaAtual': { type: 'integer', minimum: 0, maximum: 1000000 },
    'paginacao.itensPorPagina': { type: 'integer', minimum: 1, maximum: 1000 },
  },
  required: ['inicio', 'fim'],
  additionalProperties: false,
}

function validate28(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate28.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.inicio === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'inicio' },
        message: "must have required property '" + 'inicio' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.fim === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'fim' },
        message: "must have required property '" + 'fim' + "'",
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
        key0 === 'inicio' ||
        key0 === 'fim' ||
        key0 === 'cpf' ||
        key0 === 'cnpj' ||
        key0 === 'status' ||
        key0 === 'paginacao.paginaAtual' ||
        key0 === 'paginacao.itensPorPagina'
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
    if (data.inicio !== undefined) {
      let data0 = data.inicio
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err3 = {
              instancePath: instancePath + '/inicio',
              schemaPath: '#/properties/inicio/type',
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
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['inicio'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.validate(data0)) {
          const err4 = {
            instancePath: instancePath + '/inicio',
            schemaPath: '#/properties/inicio/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
    }
    if (data.fim !== undefined) {
      let data1 = data.fim
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err5 = {
              instancePath: instancePath + '/fim',
              schemaPath: '#/properties/fim/type',
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
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['fim'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!formats0.validate(data1)) {
          const err6 = {
            instancePath: instancePath + '/fim',
            schemaPath: '#/properties/fim/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
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
    if (data.cpf !== undefined) {
      let data2 = data.cpf
      if (typeof data2 !== 'string') {
        let dataType2 = typeof data2
        let coerced2 = undefined
        if (dataType2 == 'object' && Array.isArray(data2) && data2.length == 1) {
          data2 = data2[0]
          dataType2 = typeof data2
          if (typeof data2 === 'string') {
            coerced2 = data2
          }
        }
        if (!(coerced2 !== undefined)) {
          if (dataType2 == 'number' || dataType2 == 'boolean') {
            coerced2 = '' + data2
          } else if (data2 === null) {
            coerced2 = ''
          } else {
            const err7 = {
              instancePath: instancePath + '/cpf',
              schemaPath: 'document#/components/schemas/Cpf/type',
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
        if (coerced2 !== undefined) {
          data2 = coerced2
          if (data !== undefined) {
            data['cpf'] = coerced2
          }
        }
      }
      if (typeof data2 === 'string') {
        if (!pattern4.test(data2)) {
          const err8 = {
            instancePath: instancePath + '/cpf',
            schemaPath: 'document#/components/schemas/Cpf/pattern',
            keyword: 'pattern',
            params: { pattern: '^\\d{11}$' },
            message: 'must match pattern "' + '^\\d{11}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err8]
          } else {
            vErrors.push(err8)
          }
          errors++
        }
      }
    }
    if (data.cnpj !== undefined) {
      let data3 = data.cnpj
      if (typeof data3 !== 'string') {
        let dataType3 = typeof data3
        let coerced3 = undefined
        if (dataType3 == 'object' && Array.isArray(data3) && data3.length == 1) {
          data3 = data3[0]
          dataType3 = typeof data3
          if (typeof data3 === 'string') {
            coerced3 = data3
          }
        }
        if (!(coerced3 !== undefined)) {
          if (dataType3 == 'number' || dataType3 == 'boolean') {
            coerced3 = '' + data3
          } else if (data3 === null) {
            coerced3 = ''
          } else {
            const err9 = {
              instancePath: instancePath + '/cnpj',
              schemaPath: 'document#/components/schemas/Cnpj/type',
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
        if (coerced3 !== undefined) {
          data3 = coerced3
          if (data !== undefined) {
            data['cnpj'] = coerced3
          }
        }
      }
      if (typeof data3 === 'string') {
        if (!pattern5.test(data3)) {
          const err10 = {
            instancePath: instancePath + '/cnpj',
            schemaPath: 'document#/components/schemas/Cnpj/pattern',
            keyword: 'pattern',
            params: { pattern: '^[A-Z0-9]{12}\\d{2}$' },
            message: 'must match pattern "' + '^[A-Z0-9]{12}\\d{2}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
      }
    }
    if (data.status !== undefined) {
      let data4 = data.status
      if (typeof data4 !== 'string') {
        let dataType4 = typeof data4
        let coerced4 = undefined
        if (dataType4 == 'object' && Array.isArray(data4) && data4.length == 1) {
          data4 = data4[0]
          dataType4 = typeof data4
          if (typeof data4 === 'string') {
            coerced4 = data4
          }
        }
        if (!(coerced4 !== undefined)) {
          if (dataType4 == 'number' || dataType4 == 'boolean') {
            coerced4 = '' + data4
          } else if (data4 === null) {
            coerced4 = ''
          } else {
            const err11 = {
              instancePath: instancePath + '/status',
              schemaPath: 'document#/components/schemas/CobStatus/type',
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
        if (coerced4 !== undefined) {
          data4 = coerced4
          if (data !== undefined) {
            data['status'] = coerced4
          }
        }
      }
      if (!(
        data4 === 'ATIVA' ||
        data4 === 'CONCLUIDA' ||
        data4 === 'REMOVIDA_PELO_USUARIO_RECEBEDOR' ||
        data4 === 'REMOVIDA_PELO_PSP'
      )) {
        const err12 = {
          instancePath: instancePath + '/status',
          schemaPath: 'document#/components/schemas/CobStatus/enum',
          keyword: 'enum',
          params: { allowedValues: schema35.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err12]
        } else {
          vErrors.push(err12)
        }
        errors++
      }
    }
    if (data['paginacao.paginaAtual'] !== undefined) {
      let data5 = data['paginacao.paginaAtual']
      if (!(typeof data5 == 'number' && !(data5 % 1) && !isNaN(data5))) {
        let dataType5 = typeof data5
        let coerced5 = undefined
        if (dataType5 == 'object' && Array.isArray(data5) && data5.length == 1) {
          data5 = data5[0]
          dataType5 = typeof data5
          if (typeof data5 == 'number' && !(data5 % 1) && !isNaN(data5)) {
            coerced5 = data5
          }
        }
        if (!(coerced5 !== undefined)) {
          if (
            dataType5 === 'boolean' ||
            data5 === null ||
            (dataType5 === 'string' && data5 && data5 == +data5 && !(data5 % 1))
          ) {
            coerced5 = +data5
          } else {
            const err13 = {
              instancePath: instancePath + '/paginacao.paginaAtual',
              schemaPath: '#/properties/paginacao.paginaAtual/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err13]
            } else {
              vErrors.push(err13)
            }
            errors++
          }
        }
        if (coerced5 !== undefined) {
          data5 = coerced5
          if (data !== undefined) {
            data['paginacao.paginaAtual'] = coerced5
          }
        }
      }
      if (typeof data5 == 'number') {
        if (data5 > 1000000 || isNaN(data5)) {
          const err14 = {
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000000 },
            message: 'must be <= 1000000',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
        if (data5 < 0 || isNaN(data5)) {
          const err15 = {
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err15]
          } else {
            vErrors.push(err15)
          }
          errors++
        }
      }
    }
    if (data['paginacao.itensPorPagina'] !== undefined) {
      let data6 = data['paginacao.itensPorPagina']
      if (!(typeof data6 == 'number' && !(data6 % 1) && !isNaN(data6))) {
        let dataType6 = typeof data6
        let coerced6 = undefined
        if (dataType6 == 'object' && Array.isArray(data6) && data6.length == 1) {
          data6 = data6[0]
          dataType6 = typeof data6
          if (typeof data6 == 'number' && !(data6 % 1) && !isNaN(data6)) {
            coerced6 = data6
          }
        }
        if (!(coerced6 !== undefined)) {
          if (
            dataType6 === 'boolean' ||
            data6 === null ||
            (dataType6 === 'string' && data6 && data6 == +data6 && !(data6 % 1))
          ) {
            coerced6 = +data6
          } else {
            const err16 = {
              instancePath: instancePath + '/paginacao.itensPorPagina',
              schemaPath: '#/properties/paginacao.itensPorPagina/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err16]
            } else {
              vErrors.push(err16)
            }
            errors++
          }
        }
        if (coerced6 !== undefined) {
          data6 = coerced6
          if (data !== undefined) {
            data['paginacao.itensPorPagina'] = coerced6
          }
        }
      }
      if (typeof data6 == 'number') {
        if (data6 > 1000 || isNaN(data6)) {
          const err17 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000 },
            message: 'must be <= 1000',
          }
          if (vErrors === null) {
            vErrors = [err17]
          } else {
            vErrors.push(err17)
          }
          errors++
        }
        if (data6 < 1 || isNaN(data6)) {
          const err18 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 1 },
            message: 'must be >= 1',
          }
          if (vErrors === null) {
            vErrors = [err18]
          } else {
            vErrors.push(err18)
          }
          errors++
        }
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
  validate28.errors = vErrors
  return errors === 0
}
validate28.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const listCobvs_header = validate29
const schema49 = {
  type: 'object',
  properties: { 'database-position': { type: 'string', pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' } },
  required: [],
  additionalProperties: false,
}

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
    for (const key0 in data) {
      if (!(key0 === 'database-position')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['database-position'] !== undefined) {
      let data0 = data['database-position']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/database-position',
              schemaPath: '#/properties/database-position/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['database-position'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern6.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/database-position',
            schemaPath: '#/properties/database-position/pattern',
            keyword: 'pattern',
            params: { pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
            message: 'must match pattern "' + '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
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
  validate29.errors = vErrors
  return errors === 0
}
validate29.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readCobv_path = validate30
const schema50 = {
  type: 'object',
  properties: { txid: { $ref: 'document#/components/schemas/Txid' } },
  required: ['txid'],
  additionalProperties: false,
}

function validate30(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate30.evaluated
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
      if (!(key0 === 'txid')) {
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
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/txid',
              schemaPath: 'document#/components/schemas/Txid/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['txid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/txid',
            schemaPath: 'document#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate30.errors = vErrors
  return errors === 0
}
validate30.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readCobv_query = validate31
const schema52 = {
  type: 'object',
  properties: { revisao: { type: 'integer', minimum: 0, maximum: 2147483647 } },
  required: [],
  additionalProperties: false,
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
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === 'revisao')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data.revisao !== undefined) {
      let data0 = data.revisao
      if (!(typeof data0 == 'number' && !(data0 % 1) && !isNaN(data0))) {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 == 'number' && !(data0 % 1) && !isNaN(data0)) {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (
            dataType0 === 'boolean' ||
            data0 === null ||
            (dataType0 === 'string' && data0 && data0 == +data0 && !(data0 % 1))
          ) {
            coerced0 = +data0
          } else {
            const err1 = {
              instancePath: instancePath + '/revisao',
              schemaPath: '#/properties/revisao/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['revisao'] = coerced0
          }
        }
      }
      if (typeof data0 == 'number') {
        if (data0 > 2147483647 || isNaN(data0)) {
          const err2 = {
            instancePath: instancePath + '/revisao',
            schemaPath: '#/properties/revisao/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 2147483647 },
            message: 'must be <= 2147483647',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
        if (data0 < 0 || isNaN(data0)) {
          const err3 = {
            instancePath: instancePath + '/revisao',
            schemaPath: '#/properties/revisao/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate31.errors = vErrors
  return errors === 0
}
validate31.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putCobv_path = validate32
const schema53 = {
  type: 'object',
  properties: { txid: { $ref: 'document#/components/schemas/Txid' } },
  required: ['txid'],
  additionalProperties: false,
}

function validate32(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate32.evaluated
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
      if (!(key0 === 'txid')) {
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
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/txid',
              schemaPath: 'document#/components/schemas/Txid/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['txid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/txid',
            schemaPath: 'document#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate32.errors = vErrors
  return errors === 0
}
validate32.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const patchCobv_path = validate33
const schema55 = {
  type: 'object',
  properties: { txid: { $ref: 'document#/components/schemas/Txid' } },
  required: ['txid'],
  additionalProperties: false,
}

function validate33(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate33.evaluated
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
      if (!(key0 === 'txid')) {
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
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/txid',
              schemaPath: 'document#/components/schemas/Txid/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['txid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern8.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/txid',
            schemaPath: 'document#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate33.errors = vErrors
  return errors === 0
}
validate33.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const listPix_query = validate34
const schema57 = {
  type: 'object',
  properties: {
    inicio: { type: 'string', format: 'date-time' },
    fim: { type: 'string', format: 'date-time' },
    txid: { $ref: 'document#/components/schemas/Txid' },
    'paginacao.paginaAtual': { type: 'integer', minimum: 0, maximum: 1000000 },
    'paginacao.itensPorPagina': { type: 'integer', minimum: 1, maximum: 1000 },
  },
  required: ['inicio', 'fim'],
  additionalProperties: false,
}

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
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.inicio === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'inicio' },
        message: "must have required property '" + 'inicio' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.fim === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'fim' },
        message: "must have required property '" + 'fim' + "'",
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
        key0 === 'inicio' ||
        key0 === 'fim' ||
        key0 === 'txid' ||
        key0 === 'paginacao.paginaAtual' ||
        key0 === 'paginacao.itensPorPagina'
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
    if (data.inicio !== undefined) {
      let data0 = data.inicio
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err3 = {
              instancePath: instancePath + '/inicio',
              schemaPath: '#/properties/inicio/type',
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
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['inicio'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.validate(data0)) {
          const err4 = {
            instancePath: instancePath + '/inicio',
            schemaPath: '#/properties/inicio/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
    }
    if (data.fim !== undefined) {
      let data1 = data.fim
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err5 = {
              instancePath: instancePath + '/fim',
              schemaPath: '#/properties/fim/type',
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
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['fim'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!formats0.validate(data1)) {
          const err6 = {
            instancePath: instancePath + '/fim',
            schemaPath: '#/properties/fim/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
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
    if (data.txid !== undefined) {
      let data2 = data.txid
      if (typeof data2 !== 'string') {
        let dataType2 = typeof data2
        let coerced2 = undefined
        if (dataType2 == 'object' && Array.isArray(data2) && data2.length == 1) {
          data2 = data2[0]
          dataType2 = typeof data2
          if (typeof data2 === 'string') {
            coerced2 = data2
          }
        }
        if (!(coerced2 !== undefined)) {
          if (dataType2 == 'number' || dataType2 == 'boolean') {
            coerced2 = '' + data2
          } else if (data2 === null) {
            coerced2 = ''
          } else {
            const err7 = {
              instancePath: instancePath + '/txid',
              schemaPath: 'document#/components/schemas/Txid/type',
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
        if (coerced2 !== undefined) {
          data2 = coerced2
          if (data !== undefined) {
            data['txid'] = coerced2
          }
        }
      }
      if (typeof data2 === 'string') {
        if (!pattern8.test(data2)) {
          const err8 = {
            instancePath: instancePath + '/txid',
            schemaPath: 'document#/components/schemas/Txid/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{26,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{26,35}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err8]
          } else {
            vErrors.push(err8)
          }
          errors++
        }
      }
    }
    if (data['paginacao.paginaAtual'] !== undefined) {
      let data3 = data['paginacao.paginaAtual']
      if (!(typeof data3 == 'number' && !(data3 % 1) && !isNaN(data3))) {
        let dataType3 = typeof data3
        let coerced3 = undefined
        if (dataType3 == 'object' && Array.isArray(data3) && data3.length == 1) {
          data3 = data3[0]
          dataType3 = typeof data3
          if (typeof data3 == 'number' && !(data3 % 1) && !isNaN(data3)) {
            coerced3 = data3
          }
        }
        if (!(coerced3 !== undefined)) {
          if (
            dataType3 === 'boolean' ||
            data3 === null ||
            (dataType3 === 'string' && data3 && data3 == +data3 && !(data3 % 1))
          ) {
            coerced3 = +data3
          } else {
            const err9 = {
              instancePath: instancePath + '/paginacao.paginaAtual',
              schemaPath: '#/properties/paginacao.paginaAtual/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err9]
            } else {
              vErrors.push(err9)
            }
            errors++
          }
        }
        if (coerced3 !== undefined) {
          data3 = coerced3
          if (data !== undefined) {
            data['paginacao.paginaAtual'] = coerced3
          }
        }
      }
      if (typeof data3 == 'number') {
        if (data3 > 1000000 || isNaN(data3)) {
          const err10 = {
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000000 },
            message: 'must be <= 1000000',
          }
          if (vErrors === null) {
            vErrors = [err10]
          } else {
            vErrors.push(err10)
          }
          errors++
        }
        if (data3 < 0 || isNaN(data3)) {
          const err11 = {
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 0 },
            message: 'must be >= 0',
          }
          if (vErrors === null) {
            vErrors = [err11]
          } else {
            vErrors.push(err11)
          }
          errors++
        }
      }
    }
    if (data['paginacao.itensPorPagina'] !== undefined) {
      let data4 = data['paginacao.itensPorPagina']
      if (!(typeof data4 == 'number' && !(data4 % 1) && !isNaN(data4))) {
        let dataType4 = typeof data4
        let coerced4 = undefined
        if (dataType4 == 'object' && Array.isArray(data4) && data4.length == 1) {
          data4 = data4[0]
          dataType4 = typeof data4
          if (typeof data4 == 'number' && !(data4 % 1) && !isNaN(data4)) {
            coerced4 = data4
          }
        }
        if (!(coerced4 !== undefined)) {
          if (
            dataType4 === 'boolean' ||
            data4 === null ||
            (dataType4 === 'string' && data4 && data4 == +data4 && !(data4 % 1))
          ) {
            coerced4 = +data4
          } else {
            const err12 = {
              instancePath: instancePath + '/paginacao.itensPorPagina',
              schemaPath: '#/properties/paginacao.itensPorPagina/type',
              keyword: 'type',
              params: { type: 'integer' },
              message: 'must be integer',
            }
            if (vErrors === null) {
              vErrors = [err12]
            } else {
              vErrors.push(err12)
            }
            errors++
          }
        }
        if (coerced4 !== undefined) {
          data4 = coerced4
          if (data !== undefined) {
            data['paginacao.itensPorPagina'] = coerced4
          }
        }
      }
      if (typeof data4 == 'number') {
        if (data4 > 1000 || isNaN(data4)) {
          const err13 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000 },
            message: 'must be <= 1000',
          }
          if (vErrors === null) {
            vErrors = [err13]
          } else {
            vErrors.push(err13)
          }
          errors++
        }
        if (data4 < 1 || isNaN(data4)) {
          const err14 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 1 },
            message: 'must be >= 1',
          }
          if (vErrors === null) {
            vErrors = [err14]
          } else {
            vErrors.push(err14)
          }
          errors++
        }
      }
    }
  } else {
    const err15 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err15]
    } else {
      vErrors.push(err15)
    }
    errors++
  }
  validate34.errors = vErrors
  return errors === 0
}
validate34.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const listPix_header = validate35
const schema59 = {
  type: 'object',
  properties: { 'database-position': { type: 'string', pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' } },
  required: [],
  additionalProperties: false,
}

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
    for (const key0 in data) {
      if (!(key0 === 'database-position')) {
        const err0 = {
          instancePath,
          schemaPath: '#/additionalProperties',
          keyword: 'additionalProperties',
          params: { additionalProperty: key0 },
          message: 'must NOT have additional properties',
        }
        if (vErrors === null) {
          vErrors = [err0]
        } else {
          vErrors.push(err0)
        }
        errors++
      }
    }
    if (data['database-position'] !== undefined) {
      let data0 = data['database-position']
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err1 = {
              instancePath: instancePath + '/database-position',
              schemaPath: '#/properties/database-position/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err1]
            } else {
              vErrors.push(err1)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['database-position'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern6.test(data0)) {
          const err2 = {
            instancePath: instancePath + '/database-position',
            schemaPath: '#/properties/database-position/pattern',
            keyword: 'pattern',
            params: { pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' },
            message: 'must match pattern "' + '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err2]
          } else {
            vErrors.push(err2)
          }
          errors++
        }
      }
    }
  } else {
    const err3 = {
      instancePath,
      schemaPath: '#/type',
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
  validate35.errors = vErrors
  return errors === 0
}
validate35.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readPix_path = validate36
const schema60 = {
  type: 'object',
  properties: { e2eid: { $ref: 'document#/components/schemas/EndToEndId' } },
  required: ['e2eid'],
  additionalProperties: false,
}
const schema61 = { type: 'string', pattern: '^[a-zA-Z0-9]{32}$' }
const pattern19 = new RegExp('^[a-zA-Z0-9]{32}$', 'u')

function validate36(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate36.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.e2eid === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'e2eid' },
        message: "must have required property '" + 'e2eid' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'e2eid')) {
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
    if (data.e2eid !== undefined) {
      let data0 = data.e2eid
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/e2eid',
              schemaPath: 'document#/components/schemas/EndToEndId/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['e2eid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern19.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/e2eid',
            schemaPath: 'document#/components/schemas/EndToEndId/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{32}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{32}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate36.errors = vErrors
  return errors === 0
}
validate36.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readDevolucao_path = validate37
const schema62 = {
  type: 'object',
  properties: {
    e2eid: { $ref: 'document#/components/schemas/EndToEndId' },
    id: { $ref: 'document#/components/schemas/DevolucaoId' },
  },
  required: ['e2eid', 'id'],
  additionalProperties: false,
}
const schema64 = { type: 'string', pattern: '^[a-zA-Z0-9]{1,35}$' }
const pattern21 = new RegExp('^[a-zA-Z0-9]{1,35}$', 'u')

function validate37(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate37.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.e2eid === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'e2eid' },
        message: "must have required property '" + 'e2eid' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.id === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'e2eid' || key0 === 'id')) {
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
    if (data.e2eid !== undefined) {
      let data0 = data.e2eid
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err3 = {
              instancePath: instancePath + '/e2eid',
              schemaPath: 'document#/components/schemas/EndToEndId/type',
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
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['e2eid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern19.test(data0)) {
          const err4 = {
            instancePath: instancePath + '/e2eid',
            schemaPath: 'document#/components/schemas/EndToEndId/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{32}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{32}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
    }
    if (data.id !== undefined) {
      let data1 = data.id
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err5 = {
              instancePath: instancePath + '/id',
              schemaPath: 'document#/components/schemas/DevolucaoId/type',
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
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['id'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!pattern21.test(data1)) {
          const err6 = {
            instancePath: instancePath + '/id',
            schemaPath: 'document#/components/schemas/DevolucaoId/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{1,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{1,35}$' + '"',
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
  validate37.errors = vErrors
  return errors === 0
}
validate37.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putDevolucao_path = validate38
const schema65 = {
  type: 'object',
  properties: {
    e2eid: { $ref: 'document#/components/schemas/EndToEndId' },
    id: { $ref: 'document#/components/schemas/DevolucaoId' },
  },
  required: ['e2eid', 'id'],
  additionalProperties: false,
}

function validate38(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate38.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.e2eid === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'e2eid' },
        message: "must have required property '" + 'e2eid' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.id === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'e2eid' || key0 === 'id')) {
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
    if (data.e2eid !== undefined) {
      let data0 = data.e2eid
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err3 = {
              instancePath: instancePath + '/e2eid',
              schemaPath: 'document#/components/schemas/EndToEndId/type',
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
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['e2eid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern19.test(data0)) {
          const err4 = {
            instancePath: instancePath + '/e2eid',
            schemaPath: 'document#/components/schemas/EndToEndId/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{32}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{32}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
    }
    if (data.id !== undefined) {
      let data1 = data.id
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err5 = {
              instancePath: instancePath + '/id',
              schemaPath: 'document#/components/schemas/DevolucaoId/type',
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
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['id'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!pattern21.test(data1)) {
          const err6 = {
            instancePath: instancePath + '/id',
            schemaPath: 'document#/components/schemas/DevolucaoId/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{1,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{1,35}$' + '"',
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
  validate38.errors = vErrors
  return errors === 0
}
validate38.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const listWebhooks_query = validate39
const schema68 = {
  type: 'object',
  properties: {
    inicio: { type: 'string', format: 'date-time' },
    fim: { type: 'string', format: 'date-time' },
    'paginacao.paginaAtual': { type: 'integer', minimum: 0, maximum: 1000000 },
    'paginacao.itensPorPagina': { type: 'integer', minimum: 1, maximum: 1000 },
  },
  required: ['inicio', 'fim'],
  additionalProperties: false,
}

function validate39(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate39.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.inicio === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'inicio' },
        message: "must have required property '" + 'inicio' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.fim === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'fim' },
        message: "must have required property '" + 'fim' + "'",
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
        key0 === 'inicio' ||
        key0 === 'fim' ||
        key0 === 'paginacao.paginaAtual' ||
        key0 === 'paginacao.itensPorPagina'
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
    if (data.inicio !== undefined) {
      let data0 = data.inicio
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err3 = {
              instancePath: instancePath + '/inicio',
              schemaPath: '#/properties/inicio/type',
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
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['inicio'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!formats0.validate(data0)) {
          const err4 = {
            instancePath: instancePath + '/inicio',
            schemaPath: '#/properties/inicio/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
    }
    if (data.fim !== undefined) {
      let data1 = data.fim
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err5 = {
              instancePath: instancePath + '/fim',
              schemaPath: '#/properties/fim/type',
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
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['fim'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!formats0.validate(data1)) {
          const err6 = {
            instancePath: instancePath + '/fim',
            schemaPath: '#/properties/fim/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
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
    if (data['paginacao.paginaAtual'] !== undefined) {
      let data2 = data['paginacao.paginaAtual']
      if (!(typeof data2 == 'number' && !(data2 % 1) && !isNaN(data2))) {
        let dataType2 = typeof data2
        let coerced2 = undefined
        if (dataType2 == 'object' && Array.isArray(data2) && data2.length == 1) {
          data2 = data2[0]
          dataType2 = typeof data2
          if (typeof data2 == 'number' && !(data2 % 1) && !isNaN(data2)) {
            coerced2 = data2
          }
        }
        if (!(coerced2 !== undefined)) {
          if (
            dataType2 === 'boolean' ||
            data2 === null ||
            (dataType2 === 'string' && data2 && data2 == +data2 && !(data2 % 1))
          ) {
            coerced2 = +data2
          } else {
            const err7 = {
              instancePath: instancePath + '/paginacao.paginaAtual',
              schemaPath: '#/properties/paginacao.paginaAtual/type',
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
        }
        if (coerced2 !== undefined) {
          data2 = coerced2
          if (data !== undefined) {
            data['paginacao.paginaAtual'] = coerced2
          }
        }
      }
      if (typeof data2 == 'number') {
        if (data2 > 1000000 || isNaN(data2)) {
          const err8 = {
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000000 },
            message: 'must be <= 1000000',
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
            instancePath: instancePath + '/paginacao.paginaAtual',
            schemaPath: '#/properties/paginacao.paginaAtual/minimum',
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
    if (data['paginacao.itensPorPagina'] !== undefined) {
      let data3 = data['paginacao.itensPorPagina']
      if (!(typeof data3 == 'number' && !(data3 % 1) && !isNaN(data3))) {
        let dataType3 = typeof data3
        let coerced3 = undefined
        if (dataType3 == 'object' && Array.isArray(data3) && data3.length == 1) {
          data3 = data3[0]
          dataType3 = typeof data3
          if (typeof data3 == 'number' && !(data3 % 1) && !isNaN(data3)) {
            coerced3 = data3
          }
        }
        if (!(coerced3 !== undefined)) {
          if (
            dataType3 === 'boolean' ||
            data3 === null ||
            (dataType3 === 'string' && data3 && data3 == +data3 && !(data3 % 1))
          ) {
            coerced3 = +data3
          } else {
            const err10 = {
              instancePath: instancePath + '/paginacao.itensPorPagina',
              schemaPath: '#/properties/paginacao.itensPorPagina/type',
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
        }
        if (coerced3 !== undefined) {
          data3 = coerced3
          if (data !== undefined) {
            data['paginacao.itensPorPagina'] = coerced3
          }
        }
      }
      if (typeof data3 == 'number') {
        if (data3 > 1000 || isNaN(data3)) {
          const err11 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/maximum',
            keyword: 'maximum',
            params: { comparison: '<=', limit: 1000 },
            message: 'must be <= 1000',
          }
          if (vErrors === null) {
            vErrors = [err11]
          } else {
            vErrors.push(err11)
          }
          errors++
        }
        if (data3 < 1 || isNaN(data3)) {
          const err12 = {
            instancePath: instancePath + '/paginacao.itensPorPagina',
            schemaPath: '#/properties/paginacao.itensPorPagina/minimum',
            keyword: 'minimum',
            params: { comparison: '>=', limit: 1 },
            message: 'must be >= 1',
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
      instancePath,
      schemaPath: '#/type',
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
  validate39.errors = vErrors
  return errors === 0
}
validate39.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const readWebhook_path = validate40
const schema69 = {
  type: 'object',
  properties: { chave: { $ref: 'document#/components/schemas/Chave' } },
  required: ['chave'],
  additionalProperties: false,
}
const schema70 = {
  type: 'string',
  description: "The key of the receiver's account.",
  pattern: '^[!-~]{1,77}$',
}
const pattern24 = new RegExp('^[!-~]{1,77}$', 'u')

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
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.chave === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'chave' },
        message: "must have required property '" + 'chave' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'chave')) {
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
    if (data.chave !== undefined) {
      let data0 = data.chave
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/chave',
              schemaPath: 'document#/components/schemas/Chave/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['chave'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern24.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/chave',
            schemaPath: 'document#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate40.errors = vErrors
  return errors === 0
}
validate40.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const putWebhook_path = validate41
const schema71 = {
  type: 'object',
  properties: { chave: { $ref: 'document#/components/schemas/Chave' } },
  required: ['chave'],
  additionalProperties: false,
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
    if (data.chave === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'chave' },
        message: "must have required property '" + 'chave' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'chave')) {
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
    if (data.chave !== undefined) {
      let data0 = data.chave
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/chave',
              schemaPath: 'document#/components/schemas/Chave/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['chave'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern24.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/chave',
            schemaPath: 'document#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate41.errors = vErrors
  return errors === 0
}
validate41.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const deleteWebhook_path = validate42
const schema73 = {
  type: 'object',
  properties: { chave: { $ref: 'document#/components/schemas/Chave' } },
  required: ['chave'],
  additionalProperties: false,
}

function validate42(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate42.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.chave === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'chave' },
        message: "must have required property '" + 'chave' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'chave')) {
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
    if (data.chave !== undefined) {
      let data0 = data.chave
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/chave',
              schemaPath: 'document#/components/schemas/Chave/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['chave'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern24.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/chave',
            schemaPath: 'document#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate42.errors = vErrors
  return errors === 0
}
validate42.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const rotateWebhookSecret_path = validate43
const schema75 = {
  type: 'object',
  properties: { chave: { $ref: 'document#/components/schemas/Chave' } },
  required: ['chave'],
  additionalProperties: false,
}

function validate43(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate43.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.chave === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'chave' },
        message: "must have required property '" + 'chave' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'chave')) {
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
    if (data.chave !== undefined) {
      let data0 = data.chave
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err2 = {
              instancePath: instancePath + '/chave',
              schemaPath: 'document#/components/schemas/Chave/type',
              keyword: 'type',
              params: { type: 'string' },
              message: 'must be string',
            }
            if (vErrors === null) {
              vErrors = [err2]
            } else {
              vErrors.push(err2)
            }
            errors++
          }
        }
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['chave'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern24.test(data0)) {
          const err3 = {
            instancePath: instancePath + '/chave',
            schemaPath: 'document#/components/schemas/Chave/pattern',
            keyword: 'pattern',
            params: { pattern: '^[!-~]{1,77}$' },
            message: 'must match pattern "' + '^[!-~]{1,77}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err3]
          } else {
            vErrors.push(err3)
          }
          errors++
        }
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
  validate43.errors = vErrors
  return errors === 0
}
validate43.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const simulateDevolucao_path = validate44
const schema77 = {
  type: 'object',
  properties: {
    e2eid: { $ref: 'document#/components/schemas/EndToEndId' },
    id: { $ref: 'document#/components/schemas/DevolucaoId' },
  },
  required: ['e2eid', 'id'],
  additionalProperties: false,
}

function validate44(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null
  let errors = 0
  const evaluated0 = validate44.evaluated
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined
  }
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.e2eid === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'e2eid' },
        message: "must have required property '" + 'e2eid' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.id === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'id' },
        message: "must have required property '" + 'id' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    for (const key0 in data) {
      if (!(key0 === 'e2eid' || key0 === 'id')) {
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
    if (data.e2eid !== undefined) {
      let data0 = data.e2eid
      if (typeof data0 !== 'string') {
        let dataType0 = typeof data0
        let coerced0 = undefined
        if (dataType0 == 'object' && Array.isArray(data0) && data0.length == 1) {
          data0 = data0[0]
          dataType0 = typeof data0
          if (typeof data0 === 'string') {
            coerced0 = data0
          }
        }
        if (!(coerced0 !== undefined)) {
          if (dataType0 == 'number' || dataType0 == 'boolean') {
            coerced0 = '' + data0
          } else if (data0 === null) {
            coerced0 = ''
          } else {
            const err3 = {
              instancePath: instancePath + '/e2eid',
              schemaPath: 'document#/components/schemas/EndToEndId/type',
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
        if (coerced0 !== undefined) {
          data0 = coerced0
          if (data !== undefined) {
            data['e2eid'] = coerced0
          }
        }
      }
      if (typeof data0 === 'string') {
        if (!pattern19.test(data0)) {
          const err4 = {
            instancePath: instancePath + '/e2eid',
            schemaPath: 'document#/components/schemas/EndToEndId/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{32}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{32}$' + '"',
          }
          if (vErrors === null) {
            vErrors = [err4]
          } else {
            vErrors.push(err4)
          }
          errors++
        }
      }
    }
    if (data.id !== undefined) {
      let data1 = data.id
      if (typeof data1 !== 'string') {
        let dataType1 = typeof data1
        let coerced1 = undefined
        if (dataType1 == 'object' && Array.isArray(data1) && data1.length == 1) {
          data1 = data1[0]
          dataType1 = typeof data1
          if (typeof data1 === 'string') {
            coerced1 = data1
          }
        }
        if (!(coerced1 !== undefined)) {
          if (dataType1 == 'number' || dataType1 == 'boolean') {
            coerced1 = '' + data1
          } else if (data1 === null) {
            coerced1 = ''
          } else {
            const err5 = {
              instancePath: instancePath + '/id',
              schemaPath: 'document#/components/schemas/DevolucaoId/type',
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
        if (coerced1 !== undefined) {
          data1 = coerced1
          if (data !== undefined) {
            data['id'] = coerced1
          }
        }
      }
      if (typeof data1 === 'string') {
        if (!pattern21.test(data1)) {
          const err6 = {
            instancePath: instancePath + '/id',
            schemaPath: 'document#/components/schemas/DevolucaoId/pattern',
            keyword: 'pattern',
            params: { pattern: '^[a-zA-Z0-9]{1,35}$' },
            message: 'must match pattern "' + '^[a-zA-Z0-9]{1,35}$' + '"',
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
  validate44.errors = vErrors
  return errors === 0
}
validate44.evaluated = { props: true, dynamicProps: false, dynamicItems: false }

export const validators: Validators = {
  listCobs_query,
  listCobs_header,
  createCob_header,
  readCob_path,
  readCob_query,
  putCob_path,
  patchCob_path,
  listCobvs_query,
  listCobvs_header,
  readCobv_path,
  readCobv_query,
  putCobv_path,
  patchCobv_path,
  listPix_query,
  listPix_header,
  readPix_path,
  readDevolucao_path,
  putDevolucao_path,
  listWebhooks_query,
  readWebhook_path,
  putWebhook_path,
  deleteWebhook_path,
  rotateWebhookSecret_path,
  simulateDevolucao_path,
}
