import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkCredentials, validUntil } from './tls.ts'

const DATA = new URL('../resp/testing/tls/', import.meta.url).pathname
const read = (name: string): string => fs.readFileSync(join(DATA, name), 'utf8')
const pair = { cert: read('server.pem'), key: read('server.key') }
const ca = read('authority.pem')

it.each([
  ['a certificate with its key', pair],
  ['authorities alone, and text around them', { ca: `two:\n${ca}\nand\n${ca}` }],
  ['bytes', { ...pair, ca: Buffer.from(ca) }],
])('%s are taken', (_name, pems) => {
  expect(() => {
    checkCredentials('resp.tls', pems)
  }).not.toThrow()
})

it.each([
  ['the key of another certificate', { ...pair, key: read('client.key') }, 'resp.tlsCert'],
  ['no certificate', { ...pair, cert: 'none' }, 'resp.tlsCert'],
  ['a key in place of authorities', { ...pair, ca: pair.key }, 'resp.tlsCa'],
  ['no authority', { ...pair, ca: '' }, 'resp.tlsCa'],
  ['a damaged authority', { ca: ca.replace('MII', 'MIJ') }, 'resp.tlsCa'],
  ['a damaged one among others', { ca: ca + ca.replace('MII', 'MIJ') }, 'resp.tlsCa'],
])('%s is refused by the name of the setting', (_name, pems, setting) => {
  expect(() => {
    checkCredentials('resp.tls', pems)
  }).toThrow(expect.objectContaining({ setting }) as Error)
})

it('certificates are valid until the first of them is not, authorities too', () => {
  const end = (name: string): number => new X509Certificate(read(name)).validToDate.getTime()
  const first = Math.min(end('server.pem'), end('authority.pem'))
  expect(validUntil({ ...pair, ca })?.getTime()).toBe(first)
  expect(validUntil({ cert: pair.cert })?.getTime()).toBe(end('server.pem'))
  expect(validUntil({})).toBeUndefined()
})
