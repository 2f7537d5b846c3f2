/** The nightly backup as the job runs it, and the pod that restores one. */
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { environment } from '#foundation/program/program'
import { Service } from '#app/services/sales-api/tests/service'
import { checkManifests, ofKind, podSpecOf } from '../manifests/manifests.ts'
import { canRender, KUBECTL_IMAGE, Pod, render, ROOT } from './rendered.ts'

/** A backup and three checks are a process each, on a machine that may be busy. */
const manifests = canRender ? render('prod/sales') : []
const job = ofKind(manifests, 'CronJob').get('sales-backup')
const [container] = (job && podSpecOf(job)?.containers) ?? []
const ADMIN = 'app/tooling/admin/main.ts'

function temporary(): string {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'backups-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  return directory
}

/** Runs what the job runs in the store's container, on other directories, as if it were Sunday. Returns the exit code. */
function runJob(debugUrl: string, backups: string): number | null {
  const [program = '', ...args] =
    container?.args?.slice(container.args.indexOf('--') + 1).with(-1, backups) ?? []
  expect(container?.args?.at(-1)).toBe('/backups')
  const sunday = temporary()
  const date = '#!/bin/sh\n[ "$2" != +%u ] || { echo 7; exit; }\nPATH=${PATH#*:} exec date "$@"\n'
  fs.writeFileSync(join(sunday, 'date'), date, { mode: 0o755 })
  const PATH = `${sunday}:${join(ROOT, 'node_modules/.bin')}:${String(process.env.PATH)}`
  const env = environment({ PATH, ADMIN_DEBUG_URL: debugUrl })
  return spawnSync(program, args, { cwd: ROOT, env }).status
}

const daysOf = (month: string): string[] =>
  Array.from({ length: 9 }, (_, day) => `2026-${month}-0${String(day + 1)}T02-17-00Z`)

function makeBackups(directory: string): void {
  for (const name of daysOf('01')) {
    fs.mkdirSync(join(directory, name))
    fs.writeFileSync(join(directory, name, 'manifest.json'), '')
  }
}

describe.skipIf(!canRender)('the nightly backup', () => {
  it('is of the running store, can be restored, which it tries, and leaves the seven newest, but none without a manifest', async () => {
    await using service = await Service.start()
    const put = await fetch(`${service.url}/v1/kv/kept`, { method: 'PUT', body: 'value' })
    expect(put.status).toBe(201)
    const backups = temporary()
    makeBackups(backups)
    fs.mkdirSync(join(backups, '2026-02-01T02-17-00Z', 'store'), { recursive: true })
    expect(runJob(service.debugUrl, backups)).toBe(0)
    const metrics = await (await fetch(`${service.debugUrl}/metrics`)).text()
    expect(metrics).toMatch(/^backup_tried_timestamp_seconds [1-9]/m)
    const left = fs.readdirSync(backups).toSorted()
    expect(left.slice(0, 6)).toEqual(daysOf('01').slice(3))
    expect(left).toHaveLength(7)
    const restored = join(temporary(), 'restored')
    const newest = join(backups, left.at(-1) ?? '')
    const restore = [join(ROOT, ADMIN), 'restore', newest, restored]
    execFileSync(process.execPath, restore)
    await using again = await Service.start({ directory: restored })
    expect(await (await fetch(`${again.url}/v1/kv/kept`)).text()).toBe('value')
  })

  it('fails without a store, and leaves the backups of before', () => {
    const backups = temporary()
    makeBackups(backups)
    expect(runJob('http://127.0.0.1:1', backups)).not.toBe(0)
    expect(fs.readdirSync(backups)).toEqual(daysOf('01'))
  })

  it('runs in the pod of the store, where volume and program are', () => {
    expect(container?.image).toBe(KUBECTL_IMAGE)
    const [verb, name, where] = container?.args ?? []
    expect([verb, name, where]).toEqual(['exec', 'sales-0', '--container=sales-api'])
    const { volumeMounts = [] } = new Pod(manifests).container('sales-api')
    expect(volumeMounts).toContainEqual({ name: 'backups', mountPath: '/backups' })
  })

  it('may run commands in that pod only, one backup at a time', () => {
    const rules = ofKind(manifests, 'Role').get('sales-backup')?.rules ?? []
    expect(rules.map(({ resources, resourceNames }) => [resources, resourceNames])).toEqual([
      [['pods'], ['sales-0']],
      [['pods/exec'], ['sales-0']],
    ])
    expect(job?.spec.concurrencyPolicy).toBe('Forbid')
  })
})

describe.skipIf(!canRender)('the pod that restores', () => {
  const yaml = fs.readFileSync(join(ROOT, 'zarf/k8s/prod/restore-pod.yaml'), 'utf8')
  // Refuses a pod that PodSecurity would.
  const pod = ofKind(checkManifests(yaml), 'Pod').get('sales-restore')

  it('has the volumes of the store, and only reads the backups', () => {
    const claims = pod?.spec?.volumes?.map(({ persistentVolumeClaim: claim }) => claim)
    expect(claims).toEqual([
      { claimName: 'data-sales-0' },
      { claimName: 'backups-sales-0', readOnly: true },
      undefined,
    ])
    const { volumeClaimTemplates = [] } = new Pod(manifests).workload
    expect(volumeClaimTemplates.map(({ metadata }) => `${String(metadata?.name)}-sales-0`)).toEqual(
      ['data-sales-0', 'backups-sales-0'],
    )
  })

  it('is never taken for the store', () => {
    const labels = pod?.metadata?.labels
    for (const { spec } of ofKind(manifests, 'Service').values()) {
      expect(labels).not.toMatchObject({ app: spec?.selector?.app })
    }
    expect(pod?.metadata?.namespace).toBe('sales-system')
  })
})
