import { readFile } from "fs";
const path = require("path");

/**
 * Adds.
 */
export function add(a, b) {
  return a + b;
}

export default function () {
  return 1;
}

function* generate() {
  yield 1;
}

const arrow = (x) => x * 2;
const bound = async function named() {};
let later;
later = () => {};

class Shape extends Base {
  #secret = () => 1;
  handler = function () {};
  constructor() {
    super();
    this.onClick = () => this.draw();
  }
  get area() {
    return 0;
  }
  static async *[Symbol.iterator]() {}
  static {
    setup();
  }
}

const Named = class {
  go() {}
};

exports.run = function () {
  [1].map((n) => n + 1);
};
Shape.prototype.draw = function () {};

const api = {
  get() {},
  "quoted-name": () => 1,
  nested: { deep: function () {} },
};

(function main() {
  setTimeout(function () {}, 1);
})();
