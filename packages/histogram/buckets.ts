/** Buckets an octave; base is 2^(1/64), OpenTelemetry's scale 6. */
const BUCKETS_PER_OCTAVE = 64;
/** Index of the bucket that holds the smallest positive double, 2^-1074. */
export const LOWEST_INDEX = -1074 * BUCKETS_PER_OCTAVE - 1;
/** Index of the bucket that ends at 2^53 s, the largest value taken: a sum above it is no longer exact. */
export const HIGHEST_INDEX = 53 * BUCKETS_PER_OCTAVE - 1;

const SLOTS = 256;
const LARGEST_BELOW_BOUND = rootsOfTwo();
const BOUNDS_BELOW_SLOT = countBoundsBelowSlots();

// Scratch to see a double's bits: written and read within one call, so it carries no state.
const scratch = new Float64Array(1);
const scratchWords = new Uint32Array(scratch.buffer);
const HIGH_WORD = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Index of the bucket (base^index, base^(index+1)] that holds a positive finite value.
 * Exact for every double: exponent and mantissa are compared, no logarithm is rounded.
 */
export function bucketIndex(value: number): number {
  if (value < 2 ** -1022) return bucketIndex(value * 2 ** 54) - 54 * BUCKETS_PER_OCTAVE;
  scratch[0] = value;
  const high = scratchWords[HIGH_WORD]!;
  scratchWords[HIGH_WORD] = (high & 0xf_ffff) | 0x3ff0_0000;
  const below = BOUNDS_BELOW_SLOT[(high >>> 12) & 0xff]!;
  const passed = scratch[0] > LARGEST_BELOW_BOUND[below]! ? below + 1 : below;
  return ((high >>> 20) - 1023) * BUCKETS_PER_OCTAVE + passed - 1;
}

/** base^index, rounded down to a double (a subnormal one to the nearest), at most the largest finite one. */
export function bucketLower(index: number): number {
  const octave = Math.floor(index / BUCKETS_PER_OCTAVE);
  if (octave > 1023) return Number.MAX_VALUE;
  if (octave < -1074) return 0;
  const mantissa = LARGEST_BELOW_BOUND[index - octave * BUCKETS_PER_OCTAVE]!;
  return mantissa * 2 ** octave;
}

/** base^(index+1): the largest double the bucket holds. */
export function bucketUpper(index: number): number {
  return bucketLower(index + 1);
}

/** The value whose relative distance to both ends of the bucket is equal: at most 0.5416 %. */
export function bucketMiddle(index: number): number {
  const lower = bucketLower(index);
  const upper = bucketUpper(index);
  return 2 * lower * (upper / (lower + upper));
}

/**
 * 2^(k/64) for k = 0..64, each the largest double not above the true, irrational bound: a value is
 * above the bound exactly when it is above this double. Math.pow rounds either way and differs by engine.
 */
function rootsOfTwo(): Float64Array {
  return Float64Array.from({ length: BUCKETS_PER_OCTAVE + 1 }, (_, k) => {
    let root = 1n << BigInt(52 * BUCKETS_PER_OCTAVE + k);
    for (let degree = 1; degree < BUCKETS_PER_OCTAVE; degree *= 2) root = squareRoot(root);
    return Number(root) / 2 ** 52;
  });
}

function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(16).length / 2) * 4);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** A slot is 1/256 wide and a bucket at least 1/92: one comparison after the table decides. */
function countBoundsBelowSlots(): Uint8Array {
  return Uint8Array.from(
    { length: SLOTS },
    (_, slot) => LARGEST_BELOW_BOUND.filter((bound) => bound < 1 + slot / SLOTS).length,
  );
}
