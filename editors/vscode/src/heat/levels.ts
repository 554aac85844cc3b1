/** How hot is how hot: shares as one of five levels, and as words. */

export type Level = 1 | 2 | 3 | 4 | 5;

export const LEVELS: readonly Level[] = [1, 2, 3, 4, 5];

/** The share of the whole profile from which on a level counts. */
const FROM: readonly (readonly [Level, number])[] = [
  [5, 0.2],
  [4, 0.1],
  [3, 0.05],
  [2, 0.02],
  [1, 0.005],
];

/** What has its own share and that with all it calls; `null` where the profile carries none. */
export interface Shares {
  self: number | null;
  total: number | null;
}

/** What a thing is ranked by: self, and total where the profile has no self. */
export function weight({ self, total }: Shares): number {
  return self ?? total ?? 0;
}

/** The level; `null` for what is too cold to be marked. */
export function level(shares: Shares): Level | null {
  const share = weight(shares);
  return FROM.find(([, from]) => share >= from)?.[0] ?? null;
}

/** A share as it is read: `27 %`, `3.4 %`, `<0.1 %`. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) {
    return "<0.1 %";
  }
  return `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)} %`;
}

/** Both shares in words; what is not known is left out. */
export function sharesInWords({ self, total }: Shares): string {
  const parts = [self === null ? [] : `${percent(self)} self`, total === null ? [] : `${percent(total)} total`].flat();
  return parts.join(" · ");
}
