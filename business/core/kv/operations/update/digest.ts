/** XXH3 of 64 bits without a seed, as xxHash's specification has it: what Redis calls the digest of a value. */

const SECRET = new DataView(
  new Uint8Array(
    Buffer.from(
      'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221' +
        'b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
        'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb' +
        '170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
      'hex',
    ),
  ).buffer,
)
const MASK = 2n ** 64n - 1n
const PRIME32 = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn] as const
const PRIME64 = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const
const MIX = [0x165667919e3779f9n, 0x9fb21c651e98df25n] as const
/** A block of the long form is as many stripes as the secret has places for. */
const STRIPE_BYTES = 64
const BLOCK_BYTES = 1024
const LAST_STRIPE_AT = 121

export function digest(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length <= 16) return digestOfShort(view)
  return bytes.length <= 240 ? digestOfMiddle(view) : digestOfLong(view)
}

function digestOfShort(view: DataView): bigint {
  const length = view.byteLength
  const size = BigInt(length)
  if (length === 0) return avalancheOld(secret(56) ^ secret(64))
  if (length <= 3) {
    const [first, middle, last] = [0, length >> 1, length - 1].map(at => view.getUint8(at))
    const ends = BigInt(last ?? 0) | (size << 8n) | (BigInt(first ?? 0) << 16n)
    const flip = BigInt((SECRET.getUint32(0, true) ^ SECRET.getUint32(4, true)) >>> 0)
    return avalancheOld((ends | (BigInt(middle ?? 0) << 24n)) ^ flip)
  }
  if (length <= 8) {
    const first = BigInt(view.getUint32(0, true))
    const last = BigInt(view.getUint32(length - 4, true))
    let hash = (last | (first << 32n)) ^ secret(8) ^ secret(16)
    hash = ((hash ^ rotated(hash, 49n) ^ rotated(hash, 24n)) * MIX[1]) & MASK
    hash = ((hash ^ ((hash >> 35n) + size)) * MIX[1]) & MASK
    return hash ^ (hash >> 28n)
  }
  const low = word(view, 0) ^ secret(24) ^ secret(32)
  const high = word(view, length - 8) ^ secret(40) ^ secret(48)
  return avalanche(size + swapped(low) + high + folded(low, high))
}

function digestOfMiddle(view: DataView): bigint {
  const length = view.byteLength
  let hash = BigInt(length) * PRIME64[0]
  if (length <= 128) {
    for (let round = (length - 1) >> 5; round >= 0; round--) {
      hash += mixed(view, 16 * round, 32 * round)
      hash += mixed(view, length - 16 * (round + 1), 32 * round + 16)
    }
    return avalanche(hash)
  }
  for (let part = 0; part < 8; part++) hash += mixed(view, 16 * part, 16 * part)
  hash = avalanche(hash)
  for (let part = 8; part < length >> 4; part++) hash += mixed(view, 16 * part, 16 * part - 125)
  return avalanche(hash + mixed(view, length - 16, 119))
}

function digestOfLong(view: DataView): bigint {
  const [p1, p2, p3, p4, p5] = PRIME64
  const sums = new BigUint64Array([PRIME32[2], p1, p2, p3, p4, PRIME32[1], p5, PRIME32[0]])
  const halves = new Uint32Array(sums.buffer)
  const length = view.byteLength
  for (let at = 0; at < length - STRIPE_BYTES; at += STRIPE_BYTES) {
    const inBlock = at % BLOCK_BYTES
    if (at > 0 && inBlock === 0) scramble(sums)
    addStripe(halves, view, at, inBlock >> 3)
  }
  // The block before is whole, and nothing but the last stripe follows it.
  if ((length - 1) % BLOCK_BYTES < STRIPE_BYTES) scramble(sums)
  addStripe(halves, view, length - STRIPE_BYTES, LAST_STRIPE_AT)
  let hash = BigInt(length) * p1
  for (let pair = 0; pair < 4; pair++) {
    const [left = 0n, right = 0n] = sums.subarray(2 * pair)
    hash += folded(left ^ secret(11 + 16 * pair), right ^ secret(19 + 16 * pair))
  }
  return avalanche(hash)
}

/** In halves of 32 bits: integers of any length take ten times as long. */
function addStripe(sums: Uint32Array, view: DataView, at: number, secretAt: number): void {
  for (let lane = 0; lane < 16; lane += 2) {
    const low = view.getUint32(at + 4 * lane, true)
    const high = view.getUint32(at + 4 * lane + 4, true)
    add(sums, lane ^ 2, low, high)
    const a = (low ^ SECRET.getUint32(secretAt + 4 * lane, true)) >>> 0
    const b = (high ^ SECRET.getUint32(secretAt + 4 * lane + 4, true)) >>> 0
    const [across, down] = [(a & 0xffff) * (b >>> 16), (a >>> 16) * (b & 0xffff)]
    const product = (a & 0xffff) * (b & 0xffff) + ((across & 0xffff) + (down & 0xffff)) * 0x10000
    const carry = Math.floor(product / 2 ** 32)
    add(
      sums,
      lane,
      product >>> 0,
      (a >>> 16) * (b >>> 16) + (across >>> 16) + (down >>> 16) + carry,
    )
  }
}

function add(sums: Uint32Array, lane: number, low: number, high: number): void {
  const sum = (sums[lane] ?? 0) + low
  sums[lane] = sum
  sums[lane + 1] = (sums[lane + 1] ?? 0) + high + (sum >= 2 ** 32 ? 1 : 0)
}

function scramble(sums: BigUint64Array): void {
  for (const [lane, sum] of sums.entries()) {
    sums[lane] = (sum ^ (sum >> 47n) ^ secret(128 + 8 * lane)) * PRIME32[0]
  }
}

function mixed(view: DataView, at: number, secretAt: number): bigint {
  return folded(word(view, at) ^ secret(secretAt), word(view, at + 8) ^ secret(secretAt + 8))
}

function folded(a: bigint, b: bigint): bigint {
  const product = a * b
  return (product & MASK) ^ (product >> 64n)
}

function avalanche(hash: bigint): bigint {
  const low = hash & MASK
  const spread = ((low ^ (low >> 37n)) * MIX[0]) & MASK
  return spread ^ (spread >> 32n)
}

/** That of XXH64. */
function avalancheOld(hash: bigint): bigint {
  let spread = ((hash ^ (hash >> 33n)) * PRIME64[1]) & MASK
  spread = ((spread ^ (spread >> 29n)) * PRIME64[2]) & MASK
  return spread ^ (spread >> 32n)
}

function rotated(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & MASK
}

function swapped(value: bigint): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, value)
  return view.getBigUint64(0, true)
}

function word(view: DataView, at: number): bigint {
  return view.getBigUint64(at, true)
}

function secret(at: number): bigint {
  return SECRET.getBigUint64(at, true)
}
