//! How far a share that rests on few samples can be trusted.

/// The relative standard error of a count of samples, as a fraction: 9 samples are ±0.33. Sampling hits
/// at random, so the count is binomial and, for shares that are not close to the whole, its standard
/// deviation is the root of the count. Absent without samples.
pub fn relative_margin(samples: i64) -> Option<f64> {
    (samples > 0).then(|| 1.0 / (samples as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::relative_margin;

    #[test]
    fn nine_samples_are_a_third() {
        assert_eq!(relative_margin(9), Some(1.0 / 3.0));
        assert_eq!(relative_margin(0), None);
    }
}
