const fs = require("fs");

function gather(items) {
  const byId = items.reduce((all, item) => ({ ...all, [item.id]: item }), {}); // cost: copied-to-gather
  const ids = items.reduce((all, item) => [...all, item.id], []); // cost: copied-to-gather
  const sum = items.reduce((all, item) => all + item.id, 0);
  let list = [];
  let other = [];
  let text = "é";
  for (const item of items) {
    list = list.concat([item]); // cost: copied-to-gather
    other = [...other, item]; // cost: copied-to-gather
    text = text.concat(item.id);
    let own = [];
    own = own.concat(item);
  }
  list = list.concat(ids, other);
  return { byId, list, sum, text };
}

function copies(a, b) {
  const copy = JSON.parse(JSON.stringify(a)); // cost: json-round-trip
  if (JSON.stringify(a) === JSON.stringify(b)) { // cost: json-to-compare
    return JSON.parse(b);
  }
  return JSON.stringify(copy);
}

function queue(tasks, names) {
  const seen = [];
  const known = new Set();
  while (tasks.length > 0) {
    const task = tasks.shift(); // cost: front-of-array
    const parts = task.split(",");
    parts.shift();
    tasks.unshift(task); // cost: front-of-array
    if (seen.includes(task) || known.has(task)) { // cost: search-in-array
      continue;
    }
    if (task.includes("x")) {
      console.log(task);
      break;
    }
    seen.push(task);
  }
  names.forEach((name) => {
    if (seen.indexOf(name) === -1) { // cost: search-in-array
      seen.push(name);
    }
  });
  return tasks.shift();
}

function expressions(lines, word) {
  const fixed = new RegExp(word);
  return lines.filter((line) => {
    const own = new RegExp(word, "i"); // cost: regexp-in-loop
    return own.test(line) && fixed.test(line);
  });
}

function walks(object) {
  const list = [1, 2, 3];
  let sum = 0;
  for (const index in list) { // cost: array-by-for-in
    sum += list[index];
  }
  for (const key in object) {
    if (object[key] === undefined) {
      delete object[key]; // cost: property-deleted
    }
    sum += Object.keys(object).length; // cost: keys-to-count
  }
  delete object.cached;
  return sum + Object.keys(object).length;
}

function finds(items) {
  if (items.filter((item) => item.ok).length > 0) { // cost: filtered-for-one
    return items.filter((item) => item.ok)[0]; // cost: filtered-for-one
  }
  return items.filter((item) => item.ok).length > 3;
}

function page(items) {
  const list = document.querySelector("#list");
  for (const item of items) {
    list.innerHTML += item.html; // cost: markup-rebuilt
    document.getElementById("count").textContent = item.count; // cost: document-searched-in-loop
    document.getElementById(item.id).remove();
  }
  list.innerHTML += "end";
}

function locales(items) {
  items.sort((a, b) => a.name.localeCompare(b.name)); // cost: locale-in-loop
  const format = new Intl.NumberFormat("de");
  for (const item of items) {
    item.text = new Intl.NumberFormat("de").format(item.value); // cost: locale-in-loop
    item.date = item.when.toLocaleDateString(); // cost: locale-in-loop
    item.other = format.format(item.value);
  }
  return items.length.toLocaleString();
}

function files(names) {
  console.log("start");
  for (const name of names) {
    console.log(name); // cost: print-in-loop
    const text = fs.readFileSync(name, "utf8"); // cost: blocking-file-in-loop
    if (text === "") {
      throw new Error(fs.readFileSync("help"));
    }
  }
  return fs.readFileSync("end");
}

function ways(rows, n) {
  let sum = 0;
  for (const row of rows) {
    sum += ways(row, n - 1); // cost: calls-itself-in-loop
  }
  const all = rows.map((row) => row.cells).flat(); // cost: mapped-then-flattened, fix
  return sum + all.length + rows.map((row) => row.rows).flat(2).length;
}
