import { Base } from "./base";

namespace Outer.Inner {
  export function deep(): void {}
}

abstract class Shape<T> extends Base implements Drawable {
  private handler = (event: Event): void => {};
  constructor(private readonly size: number) {
    super();
  }
  abstract area(): number;
  public draw<K extends keyof T>(key: K): T[K] {
    return this.items.find((item) => item.key === key)!.value;
  }
  get wide(): boolean {
    return true;
  }
}

export const typed: Handler = async (request) => respond(request);

function overloaded(a: string): void;
function overloaded(a: unknown): void {
  typed(a as Request);
}

declare function external(): void;
