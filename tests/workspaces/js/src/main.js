// node src/main.js [SHEETS]: evaluates made-up sheets of formulas.

import { Parser, evaluate } from "./parse.js";

class Random {
  #state = 42;

  below(limit) {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return (this.#state >>> 8) % limit;
  }

  pick = (from) => from[this.below(from.length)];
}

function formula(random, depth) {
  if (depth === 0) return random.below(2) ? String(random.below(100)) : random.pick("abcde");
  const [left, right] = [depth - 1, random.below(depth)].map((below) => formula(random, below));
  return `(${left} ${random.pick("+-*/")} ${right})`;
}

function* sheets(count) {
  const random = new Random();
  for (let i = 0; i < count; i++) {
    yield Array.from({ length: 20 }, () => formula(random, 6));
  }
}

const count = Number(process.argv[2] ?? 100);
const names = new Map([..."abcde"].map((name, i) => [name, i + 1]));
let total = 0;
for (const sheet of sheets(count)) {
  const values = sheet.map((text) => evaluate(new Parser(text).parse(), names));
  total += values.filter(Number.isFinite).reduce((sum, value) => sum + Math.abs(value), 0) % 1000;
}
console.log(`${count} sheets, total ${total.toFixed(3)}`);
