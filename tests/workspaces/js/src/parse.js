// A recursive parser for formulas such as "2 * (a + 3) - b": the trees that evaluate() walks.

export class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  parse() {
    const tree = this.sum();
    if (this.peek() !== "") throw new Error(`unexpected ${this.peek()} at ${this.at}`);
    return tree;
  }

  // The next token, without taking it. Each call cuts the rest of the text anew.
  peek() {
    const match = /^\s*(\d+|[a-z]+|[-+*/()])/.exec(this.text.slice(this.at));
    return match ? match[1] : "";
  }

  take() {
    const token = this.peek();
    this.at = this.text.indexOf(token, this.at) + token.length;
    return token;
  }

  sum() {
    let left = this.product();
    while (this.peek() === "+" || this.peek() === "-") {
      left = { kind: this.take(), left, right: this.product() };
    }
    return left;
  }

  product() {
    let left = this.atom();
    while (this.peek() === "*" || this.peek() === "/") {
      left = { kind: this.take(), left, right: this.atom() };
    }
    return left;
  }

  atom() {
    const token = this.take();
    if (token === "(") {
      const inside = this.sum();
      this.take();
      return inside;
    }
    return /\d/.test(token) ? { kind: "number", value: Number(token) } : { kind: "name", name: token };
  }
}

const operators = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? 0 : a / b),
};

export function evaluate(tree, names) {
  if (tree.kind === "number") return tree.value;
  if (tree.kind === "name") return names.get(tree.name) ?? 0;
  return operators[tree.kind](evaluate(tree.left, names), evaluate(tree.right, names));
}
