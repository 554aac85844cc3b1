class Names {
  known: string[] = [];
  text: string = "";

  count(words: readonly string[], others: string[], long: string): number {
    let count = 0;
    for (const word of words) {
      if (others.includes(word)) count++; // cost: search-in-array
      if (this.known.includes(word)) count++; // cost: search-in-array
      if (long.includes(word)) count++;
      if (this.text.includes(word)) count++;
    }
    for (const index in others) { // cost: array-by-for-in
      count += others[index].length;
    }
    return count;
  }
}
