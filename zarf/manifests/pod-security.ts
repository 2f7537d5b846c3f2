/**
 * What the profile `restricted` of PodSecurity has against a pod. The namespace enforces it, but a workload is accepted all the
 * same: only its pods are refused, in events that are easily missed. Source: the Pod Security Standards of Kubernetes 1.34.
 */
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'

const VOLUMES = new Set([
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral'],
  ...['persistentVolumeClaim', 'projected', 'secret'],
])
const SYSCTLS = new Set([
  ...[
    'kernel.shm_rmid_forced',
    'net.ipv4.ip_local_port_range',
    'net.ipv4.ip_unprivileged_port_start',
  ],
  ...['net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports'],
  ...['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl'],
  ...['net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
])
const PROFILES = new Set<string | undefined>(['RuntimeDefault', 'Localhost'])
const SELINUX_TYPES = new Set<string | undefined>([
  undefined,
  ...['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'],
])

type Container = IPodSpec['containers'][number]

/** One line each; none if such a pod may run. */
export function restrictedComplaints(pod: IPodSpec): string[] {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod
  const all: readonly Container[] = [...initContainers, ...containers, ...ephemeralContainers]
  return [...complaintsOf(pod), ...all.flatMap(container => containerComplaints(pod, container))]
}

function complaintsOf({ hostNetwork, hostPID, hostIPC, volumes = [], ...pod }: IPodSpec): string[] {
  const { sysctls = [], runAsUser, seLinuxOptions } = pod.securityContext ?? {}
  const kinds = volumes.flatMap(volume => Object.keys(volume)).filter(key => key !== 'name')
  return [
    ...(hostNetwork || hostPID || hostIPC ? ['the pod shares a namespace of its node'] : []),
    ...kinds.filter(kind => !VOLUMES.has(kind)).map(kind => `volumes of kind ${kind}`),
    ...sysctls.filter(({ name }) => !SYSCTLS.has(name)).map(({ name }) => `sysctl ${name}`),
    ...(runAsUser === 0 ? ['the pod has runAsUser 0'] : []),
    ...(isOwnSeLinux(seLinuxOptions) ? ['the pod has SELinux options of its own'] : []),
  ]
}

function containerComplaints(pod: IPodSpec, container: Container): string[] {
  const { securityContext: own = {}, ports = [] } = container
  const { allowPrivilegeEscalation, capabilities, privileged, procMount, runAsUser } = own
  const runAsNonRoot = own.runAsNonRoot ?? pod.securityContext?.runAsNonRoot
  const seccomp = own.seccompProfile ?? pod.securityContext?.seccompProfile
  const appArmor = own.appArmorProfile ?? pod.securityContext?.appArmorProfile
  const added = (capabilities?.add ?? []).filter(name => name !== 'NET_BIND_SERVICE')
  const rules: readonly [isBroken: boolean, rule: string][] = [
    [allowPrivilegeEscalation !== false, 'allowPrivilegeEscalation is not false'],
    [!capabilities?.drop?.includes('ALL'), 'capabilities are not all dropped'],
    [added.length > 0, `capabilities are added: ${added.join(', ')}`],
    [privileged === true, 'it is privileged'],
    [(procMount ?? 'Default') !== 'Default', 'procMount is not Default'],
    [runAsNonRoot !== true, 'runAsNonRoot is not true'],
    [runAsUser === 0, 'runAsUser is 0'],
    [!PROFILES.has(seccomp?.type), 'seccompProfile is neither RuntimeDefault nor Localhost'],
    [appArmor !== undefined && !PROFILES.has(appArmor.type), 'appArmorProfile is Unconfined'],
    [isOwnSeLinux(own.seLinuxOptions), 'it has SELinux options of its own'],
    [ports.some(({ hostPort = 0 }) => hostPort !== 0), 'it has ports of its node'],
    [hasProbeElsewhere(container), 'a probe or hook names a host'],
  ]
  return rules.flatMap(([isBroken, rule]) => {
    return isBroken ? [`container ${container.name}: ${rule}`] : []
  })
}

function isOwnSeLinux(
  options: { readonly type?: string; readonly user?: string; readonly role?: string } = {},
): boolean {
  return !SELINUX_TYPES.has(options.type) || Boolean(options.user) || Boolean(options.role)
}

function hasProbeElsewhere(container: Container): boolean {
  const { startupProbe, readinessProbe, livenessProbe, lifecycle } = container
  const handlers = [startupProbe, readinessProbe, livenessProbe].concat([
    lifecycle?.postStart,
    lifecycle?.preStop,
  ])
  return handlers.some(handler => Boolean(handler?.httpGet?.host ?? handler?.tcpSocket?.host))
}
