//! Counting and quantiles.

pub mod histogram {
    use std::collections::BTreeMap;

    /// How often each key was seen.
    pub struct Histogram<K> {
        counts: BTreeMap<K, u64>,
    }

    impl<K: Ord + Clone> Histogram<K> {
        pub fn new() -> Self {
            Histogram { counts: BTreeMap::new() }
        }

        pub fn add(&mut self, key: K) {
            *self.counts.entry(key).or_insert(0) += 1;
        }

        /// The most frequent keys, the most frequent first.
        pub fn top(&self, limit: usize) -> Vec<(K, u64)> {
            let mut all: Vec<(K, u64)> = self.counts.iter().map(|(key, count)| (key.clone(), *count)).collect();
            all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            all.truncate(limit);
            all
        }
    }
}

/// The value below which this part of the values lies.
pub fn quantile(values: impl Iterator<Item = f64>, part: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(|a, b| a.total_cmp(b));
    values.get(((values.len() as f64 - 1.0) * part) as usize).copied().unwrap_or(0.0)
}
