//! `logq [LINES]`: makes up that many log lines, then asks some questions of them.

mod filter;
mod stats;

use filter::{all, not, Filter, Glob};
use stats::histogram::Histogram;

/// A line of the log.
pub struct Line {
    pub service: &'static str,
    pub path: String,
    pub status: u16,
    pub millis: f64,
}

/// A small linear congruential generator: the same lines every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % limit
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

const PARTS: [&str; 8] = ["api", "users", "orders", "items", "static", "admin", "images", "export"];

fn make_line(random: &mut Random) -> Line {
    let mut path = String::new();
    for _ in 0..2 + random.below(4) {
        path.push('/');
        path.push_str(random.pick(&PARTS));
    }
    path.push_str(&format!("/{}.{}", random.below(1000), random.pick(&["json", "html", "png"])));
    Line {
        service: random.pick(&["shop", "search", "billing"]),
        path,
        status: random.pick(&[200, 200, 200, 304, 404, 500]),
        millis: 1.0 + random.below(1000) as f64 / 7.0,
    }
}

/// Counts what the filter keeps, by some key of the line.
fn count<K: Ord + Clone>(lines: &[Line], filter: &dyn Filter, key: impl Fn(&Line) -> K) -> Histogram<K> {
    let mut histogram = Histogram::new();
    for line in lines.iter().filter(|line| filter.keep(line)) {
        histogram.add(key(line));
    }
    histogram
}

fn main() {
    let lines: usize = std::env::args().nth(1).map_or(10_000, |text| text.parse().expect("a number of lines"));
    let mut random = Random(42);
    let lines: Vec<Line> = (0..lines).map(|_| make_line(&mut random)).collect();

    let slow = |line: &Line| line.millis > 100.0;
    let exports = all(vec![
        Box::new(Glob::new("*u*s*/*e*port*/*.json")),
        not(Box::new(Glob::new("*/admin/*/*/*"))),
    ]);
    let pictures = |part: &str| Glob::new(&format!("*/*{}*/*s*/*e*.p*g", &part[..1]));
    let errors = all(vec![Box::new(|line: &Line| line.status >= 400), Box::new(slow)]);

    println!("exports by service: {:?}", count(&lines, &exports, |line| line.service).top(3));
    for part in PARTS {
        let found = count(&lines, &pictures(part), |line| line.status);
        println!("pictures like {part} by status: {:?}", found.top(3));
    }
    println!("slow errors by path: {:?}", count(&lines, &errors, |line| line.path.clone()).top(1));
    println!("slowest percent: {:.1} ms", stats::quantile(lines.iter().map(|line| line.millis), 0.99));
}
