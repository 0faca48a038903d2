/** Two circles whose areas, and the area that they share, are in proportion to three counts. */

export type Circles = { left: Circle; right: Circle; width: number; height: number };
export type Circle = { x: number; y: number; r: number };

/** The area that two circles share; `d` is the distance of their centres. */
export function lensArea(a: number, b: number, d: number): number {
  if (d >= a + b) return 0;
  const small = Math.min(a, b);
  if (d <= Math.abs(a - b)) return Math.PI * small * small;
  const alpha = Math.acos((d * d + a * a - b * b) / (2 * d * a));
  const beta = Math.acos((d * d + b * b - a * a) / (2 * d * b));
  return a * a * (alpha - Math.sin(2 * alpha) / 2) + b * b * (beta - Math.sin(2 * beta) / 2);
}

/** The distance at which circles of these radii share the area; found by halving, as there is no formula for it. */
export function distanceFor(a: number, b: number, area: number): number {
  let near = Math.abs(a - b);
  let far = a + b;
  if (area <= 0) return far;
  for (let step = 0; step < 60; step++) {
    const middle = (near + far) / 2;
    if (lensArea(a, b, middle) > area) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}

/** Circles for two sets inside a box of the given size. An empty set is a circle without area. */
export function layoutCircles(first: number, second: number, both: number, width: number, height: number): Circles {
  const a = Math.sqrt(first / Math.PI);
  const b = Math.sqrt(second / Math.PI);
  const apart = both === 0 && first > 0 && second > 0;
  const d = distanceFor(a, b, both) + (apart ? (a + b) * 0.06 : 0);
  // One inside the other: the whole is as wide as the larger one.
  const start = Math.min(-a, d - b);
  const end = Math.max(a, d + b);
  const scale = Math.min(width / (end - start || 1), height / (2 * Math.max(a, b) || 1));
  const offset = (width - (end - start) * scale) / 2;
  return {
    left: { x: offset - start * scale, y: height / 2, r: a * scale },
    right: { x: offset + (d - start) * scale, y: height / 2, r: b * scale },
    width,
    height,
  };
}

/** The outline of what both circles cover, as an SVG path; null where they don't cross. */
export function lensPath({ left, right }: Circles): string | null {
  const d = right.x - left.x;
  if (d >= left.r + right.r || d <= Math.abs(left.r - right.r)) return null;
  const along = (d * d + left.r * left.r - right.r * right.r) / (2 * d);
  const up = Math.sqrt(Math.max(left.r * left.r - along * along, 0));
  const [x, top, bottom] = [left.x + along, left.y - up, left.y + up];
  const wide = (large: boolean) => (large ? 1 : 0);
  return [
    `M ${x} ${top}`,
    `A ${left.r} ${left.r} 0 ${wide(along < 0)} 1 ${x} ${bottom}`,
    `A ${right.r} ${right.r} 0 ${wide(d - along < 0)} 1 ${x} ${top}`,
    "Z",
  ].join(" ");
}
