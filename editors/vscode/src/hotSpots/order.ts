/** How the hot spots are sorted, filtered and written. */

import { percent, weight } from "../heat/levels";
import type { HotSpot } from "../protocol";

export type Sort = "self" | "total" | "name";

/** Hottest first, or by name; equal ones keep the server's order. */
export function sorted(spots: readonly HotSpot[], sort: Sort): HotSpot[] {
  const compare: Record<Sort, (one: HotSpot, other: HotSpot) => number> = {
    self: (one, other) => weight(other) - weight(one),
    total: (one, other) => (other.total ?? weight(other)) - (one.total ?? weight(one)),
    name: (one, other) => one.name.localeCompare(other.name),
  };
  return [...spots].sort(compare[sort]);
}

/** Those in whose name, file or library all words of the filter stand, in whatever case. */
export function filtered(spots: readonly HotSpot[], filter: string): HotSpot[] {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return spots.filter(({ name, location, mapping }) => {
    const text = [name, location?.uri ?? "", mapping ?? ""].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Both shares, the one that counts for the order first. */
export function description(spot: HotSpot, sort: Sort): string {
  const self = spot.self === null ? [] : [`${percent(spot.self)} self`];
  const total = spot.total === null ? [] : [`${percent(spot.total)} total`];
  return [...(sort === "total" ? [...total, ...self] : [...self, ...total]), ...(spot.stale ? ["changed"] : [])].join(" · ");
}

/** What is known of a spot beyond its shares, a fact a line. */
export function facts(spot: HotSpot): string[] {
  const binary = spot.mapping === null ? [] : [`In ${spot.mapping}`];
  const place = spot.location === null && spot.elsewhere !== null ? [`Cannot be opened: ${spot.elsewhere}`] : [];
  const stale = spot.stale ? ["The file has changed since the recording, so its lines are not known."] : [];
  return [...binary, ...place, ...stale];
}
