use std::fmt::{self, Display};

/// Counts words.
pub struct Counter<T> {
    seen: Vec<T>,
}

impl<T: Ord> Counter<T> {
    /// Makes an empty one.
    #[inline]
    pub const fn new() -> Self {
        Counter { seen: Vec::new() }
    }

    pub async unsafe fn add(&mut self, item: T) {
        self.seen.push(item);
        self.seen.sort_by(|a, b| b.cmp(a));
    }
}

impl<T> Display for Counter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.seen.len())
    }
}

impl From<&str> for Counter<u8> {
    fn from(text: &str) -> Self {
        let keep = |byte: &u8| -> bool {
            let above = |limit: u8| *byte > limit;
            above(32)
        };
        Counter { seen: text.bytes().filter(keep).collect() }
    }
}

trait Sized2 {
    fn required(&self) -> usize;
    fn provided(&self) -> usize {
        fn double(n: usize) -> usize {
            n * 2
        }
        double(self.required())
    }
}

mod outer {
    pub mod inner {
        pub extern "C" fn deep<const N: usize>() -> [u8; N] {
            [0; N]
        }
    }
}

macro_rules! make {
    ($name:ident) => {
        fn $name() {
            fn not_a_function() {}
        }
    };
}

make!(made);

fn r#match() {
    let task = async move { 1 };
    drop(task);
    outer::inner::deep::<4>();
}
