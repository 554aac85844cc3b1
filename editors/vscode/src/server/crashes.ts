/** How often a server that ends by itself is started again. */

export interface Limits {
  /** Restarts within the window; the next end is the last. */
  restarts: number;
  /** Milliseconds. */
  window: number;
}

export const LIMITS: Limits = { restarts: 3, window: 180_000 };

/** The ends that still count after one more at `now`, in milliseconds; more than `restarts` of them are too many. */
export function ended(before: readonly number[], now: number, limits: Limits = LIMITS): { ends: number[]; again: boolean } {
  const ends = [...before.filter((end) => now - end < limits.window), now];
  return { ends, again: ends.length <= limits.restarts };
}
