use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;
use std::io::{self, BufRead, BufReader};
use std::sync::{LazyLock, Mutex};

use regex::Regex;

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new("[a-z]+").unwrap());

struct Index {
    seen: HashSet<u64>,
    fast: HashMap<u64, u64, foldhash::fast::RandomState>,
    ordered: BTreeMap<u64, u64>,
}

impl Index {
    fn look_up(&mut self, key: u64) -> bool {
        self.fast.insert(key, 1);
        self.ordered.insert(key, 1);
        self.seen.contains(&key) // cost: default-hasher
    }
}

fn texts(names: &[String], out: &mut String) -> Result<Vec<String>, String> {
    let once = format!("{}", names.len());
    let mut kept = Vec::new();
    for name in names {
        out.push_str(&format!("é {name}\n")); // cost: format-in-loop
        let own = name.to_string(); // cost: copy-in-loop
        let also = String::from("abc"); // cost: copy-in-loop
        if own.is_empty() {
            return Err(format!("empty after {also}"));
        }
        if own.len() > 9 {
            let message = format!("long {own}");
            log(&message);
            break;
        }
        kept.push(format!("{own}{once}"));
        kept.push(name.clone());
        name.chars().for_each(|c| out.extend(c.to_uppercase()));
        writeln!(out, "{name}").map_err(|error| format!("{error}"))?;
    }
    names.iter().for_each(|name: &String| out.push_str(&name.to_uppercase())); // cost: copy-in-loop
    let none: Option<usize> = kept.first().map(|first| first.to_string().len());
    while let Some(last) = kept.pop() {
        let copy = out.clone(); // cost: clone-in-loop
        let shared = none.clone();
        take(copy, shared, last);
    }
    Ok(kept)
}

fn clones(mut rows: Vec<String>, shared: std::sync::Arc<String>) {
    let template = vec![0; 100];
    for row in &mut rows {
        let mut copy = template.clone(); // cost: clone-in-loop
        copy.push(row.len());
        spawn(shared.clone(), copy);
    }
}

fn buffers(lines: &[&str]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for line in lines {
        let mut scratch = Vec::new(); // cost: buffer-in-loop
        scratch.extend_from_slice(line.as_bytes());
        let mut digits = vec![0; 10]; // cost: buffer-in-loop
        digits[0] = scratch.len();
        print(&digits);
        let mut kept = Vec::new();
        kept.push(1);
        all.push(kept);
    }
    all
}

fn expressions(lines: &[&str]) -> bool {
    let compiled = Regex::new(r"\d+").unwrap(); // cost: regex-compiled
    for line in lines {
        let own = Regex::new(line).unwrap(); // cost: regex-compiled
        if own.is_match("x") && compiled.is_match(line) {
            return WORD.is_match(line);
        }
    }
    false
}

fn locks(total: &Mutex<u64>, each: &[Mutex<u64>]) {
    let held = total.lock().unwrap();
    let out = io::stdout();
    for one in each {
        *total.lock().unwrap() += 1; // cost: lock-in-loop
        *one.lock().unwrap() += *held;
        writeln!(out.lock(), "x");
    }
}

fn maps(words: &[&str]) {
    let mut counts = HashMap::new();
    let mut sorted = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1; // cost: default-hasher
        sorted.insert(word, 1);
    }
    let mut faster: HashMap<u8, u8, Fast> = HashMap::default();
    faster.insert(1, 2);
}

fn collects(words: &[&str]) -> usize {
    let long = words.iter().filter(|word| word.len() > 3).collect::<Vec<_>>().len(); // cost: collected-to-iterate, fix
    let typed = words.iter().map(|word| word.parse().unwrap()).collect::<Vec<u8>>().len(); // cost: collected-to-iterate
    for word in words.iter().rev().collect::<Vec<_>>() { // cost: collected-to-iterate
        take_one(word);
    }
    let owned = words.iter().collect::<Vec<_>>().into_iter();
    let kept = words.iter().collect::<Vec<_>>();
    long + typed + kept.len() + owned.len()
}

fn characters(text: &str, at: usize) -> bool {
    if text.chars().count() == 0 { // cost: counted-to-compare, fix
        return true;
    }
    let some = text.split_whitespace().count() > 0; // cost: counted-to-compare, fix
    for i in 0..at {
        if text.chars().nth(i) == Some('ü') { // cost: nth-character
            return some;
        }
    }
    text.chars().nth(at).is_some() && text.chars().count() == 3
}

fn lists(items: &[u32], known: &HashSet<u32>) {
    let mut seen = Vec::new();
    const FEW: [u32; 2] = [1, 2];
    for item in items {
        if !seen.contains(&item) && !FEW.contains(&item) { // cost: search-in-list
            seen.push(item);
        }
        if (0..10).contains(item) {
            seen.insert(0, item); // cost: front-of-vec
        }
        seen.remove(1);
        known.get(item); // cost: default-hasher
    }
    seen.remove(0);
}

fn output(items: &[u32]) -> String {
    println!("{} items", items.len());
    let mut all = String::new();
    for item in items {
        println!("{item}"); // cost: print-in-loop
        all = format!("{all},{item}"); // cost: text-rebuilt-in-loop
        let own = format!("{item}"); // cost: format-in-loop
        all.push_str(&own);
    }
    all
}

fn lines(file: std::fs::File, text: &str) -> usize {
    let reader = BufReader::new(file);
    let mut bytes = 0;
    for line in reader.lines() { // cost: line-strings
        bytes += line.unwrap().len();
    }
    for line in text.lines() {
        bytes += line.len();
    }
    bytes
}

fn items(names: &[String], rows: Vec<Vec<u8>>, numbers: &[u64]) -> usize {
    let mut total = 0;
    for name in names {
        let own = name.clone(); // cost: clone-in-loop
        total += own.len();
    }
    for (index, name) in names.iter().enumerate() {
        let own = name.clone(); // cost: clone-in-loop
        total += own.len() + index.clone();
    }
    for row in rows.iter().rev() {
        let boxed = Box::new(row.clone()); // cost: boxed-in-loop; clone-in-loop
        total += boxed.len();
    }
    for number in numbers {
        total += number.clone() as usize;
    }
    total
}

fn matches(pattern: &[u8], text: &[u8]) -> bool {
    for start in 0..text.len() {
        if matches(&pattern[1..], &text[start..]) { // cost: calls-itself-in-loop
            return true;
        }
    }
    matches(pattern, &text[1..])
}

fn rebuilt(rows: &[&str]) -> String {
    let mut out = String::new();
    for row in rows {
        out = format!("{out}{row}\n"); // cost: text-rebuilt-in-loop
    }
    for row in rows {
        out = format!("{}{}", out, row); // cost: text-rebuilt-in-loop
    }
    out
}

fn ends(text: &str) -> Option<char> {
    text.chars().last() // cost: last-character, fix
}
