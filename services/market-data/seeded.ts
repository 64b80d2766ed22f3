/** 32 bits that stand for a text: the same on every machine and start (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A number in [0, 1) that depends on nothing but its arguments. `salt` tells apart what one `n` is used for. */
export function uniform(seed: number, n: number, salt = 0): number {
  let hash = seed ^ Math.imul(n | 0, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x1_0000_0000;
}

/** A continuous curve in (−1, 1) through a random height at each whole `x`. */
export function smoothNoise(seed: number, x: number, salt = 0): number {
  const left = Math.floor(x);
  const between = x - left;
  const ease = between * between * (3 - 2 * between);
  const from = uniform(seed, left, salt) * 2 - 1;
  const to = uniform(seed, left + 1, salt) * 2 - 1;
  return from + (to - from) * ease;
}
