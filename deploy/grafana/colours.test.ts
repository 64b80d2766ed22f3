import { expect, test } from "@jest/globals";

import { BAD, FINE, PERCENTILES, WATCH } from "./colours.ts";

type Rgb = [number, number, number];
type Matrix = [Rgb, Rgb, Rgb];

// Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
const SIGHTS: Record<string, Matrix> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};
/** Of CIE76: about 2 is the least one can see, 20 are plainly two colours. */
const PLAINLY_APART = 20;

const STATES = { FINE, WATCH, BAD };
const PAIRS = [
  ["FINE", "BAD"],
  ["FINE", "WATCH"],
  ["WATCH", "BAD"],
] as const;

test.each(Object.keys(SIGHTS))("the colours of states are plainly apart with %s sight", (sight) => {
  for (const [one, other] of PAIRS)
    expect(distance(STATES[one], STATES[other], SIGHTS[sight]!)).toBeGreaterThan(PLAINLY_APART);
});

test("a red and a green of one lightness would not be", () => {
  expect(distance("#B05A3C", "#7A8A2E", SIGHTS["deuteranopia"]!)).toBeLessThan(PLAINLY_APART);
});

test("percentiles get darker further out", () => {
  const lightness = Object.values(PERCENTILES).map((hex) => lab(hex, SIGHTS["full"]!)[0]);
  expect(lightness.toSorted((a, b) => b - a)).toEqual(lightness);
});

function distance(one: string, other: string, sight: Matrix): number {
  const [a, b] = [lab(one, sight), lab(other, sight)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** CIE L*a*b* (D65) of a colour as that sight has it. */
function lab(hex: string, sight: Matrix): Rgb {
  const rgb = times(sight, linear(hex)).map((part) => Math.min(1, Math.max(0, part))) as Rgb;
  const [x, y, z] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  );
  const [fx, fy, fz] = [curve(x / 0.95047), curve(y), curve(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const curve = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);

function linear(hex: string): Rgb {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

function times(matrix: Matrix, [r, g, b]: Rgb): Rgb {
  return matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as Rgb;
}
