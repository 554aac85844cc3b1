//! How many tokens a text has: counted for models whose tokenizer is public, else estimated and calibrated.

use std::sync::atomic::{AtomicU32, Ordering};

use tiktoken_rs::CoreBPE;
use tiktoken_rs::tokenizer::{Tokenizer, get_tokenizer};

use crate::Provider;

/// Bytes a token before anything is known. Source code has 3 to 4, prose more.
const BYTES: f64 = 3.0;
/// Shorter texts are estimated, since making a tokenizer takes longer than asking a model begins to.
const SHORT: usize = 8 << 10;
/// Pieces in which long texts are counted, since a tokenizer's time grows with the square of a piece without spaces.
const PIECE: usize = 8 << 10;
/// Fewer tokens do not calibrate: the frame of a conversation is most of them.
const SAMPLE: u64 = 200;

/// Counts tokens for one model.
#[derive(Debug)]
pub(crate) struct Counter {
    tokenizer: Option<Tokenizer>,
    /// Thousandths of bytes a token.
    ratio: AtomicU32,
}

impl Counter {
    pub(crate) fn new(provider: Provider, model: &str) -> Counter {
        let tokenizer = match provider {
            // OpenRouter and the like put the maker's name before the model's.
            Provider::OpenAi | Provider::Azure => {
                get_tokenizer(model.strip_prefix("openai/").unwrap_or(model))
            }
            Provider::Anthropic | Provider::Ollama => None,
        };
        Counter {
            tokenizer,
            ratio: AtomicU32::new((BYTES * 1000.0) as u32),
        }
    }

    /// About how many, rather too many than too few.
    pub(crate) fn count(&self, text: &str) -> usize {
        match self.tokenizer.and_then(encoder) {
            Some(encoder) if text.len() > SHORT => {
                pieces(text).map(|piece| encoder.count_ordinary(piece)).sum()
            }
            _ => self.estimate(text.len()),
        }
    }

    /// About how many tokens so many bytes are.
    pub(crate) fn estimate(&self, bytes: usize) -> usize {
        let ratio = f64::from(self.ratio.load(Ordering::Relaxed)) / 1000.0;
        (bytes as f64 / ratio).ceil() as usize
    }

    /// Learns from a prompt of so many bytes that the server counted as so many tokens. Half of the way each time, and a
    /// little below what was seen.
    pub(crate) fn calibrate(&self, bytes: usize, tokens: u64) {
        if tokens < SAMPLE {
            return;
        }
        let seen = (bytes as f64 / tokens as f64 * 0.95).clamp(1.0, 6.0) * 1000.0;
        let _ = self
            .ratio
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |known| {
                Some(f64::midpoint(f64::from(known), seen) as u32)
            });
    }
}

fn encoder(tokenizer: Tokenizer) -> Option<&'static CoreBPE> {
    match tokenizer {
        Tokenizer::O200kBase => Some(tiktoken_rs::o200k_base_singleton()),
        Tokenizer::O200kHarmony => Some(tiktoken_rs::o200k_harmony_singleton()),
        Tokenizer::Cl100kBase => Some(tiktoken_rs::cl100k_base_singleton()),
        // Models of 2022 and before answer no chats.
        _ => None,
    }
}

/// `text` in pieces of at most [`PIECE`] bytes, cut at characters.
fn pieces(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let (piece, rest) = text.split_at(boundary(text));
        text = rest;
        Some(piece)
    })
}

/// The last place between two characters within the first [`PIECE`] bytes.
fn boundary(text: &str) -> usize {
    let end = text.len().min(PIECE);
    (end.saturating_sub(3)..=end)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_models_are_counted_by_their_tokenizer() {
        let counter = Counter::new(Provider::OpenAi, "openai/gpt-4o");
        let text = "fn main() { println!(\"Hello, world!\"); }\n".repeat(400);
        let exact = tiktoken_rs::o200k_base_singleton().encode_ordinary(&text).len();
        let counted = counter.count(&text);
        assert!(counted.abs_diff(exact) <= 4, "{counted} for {exact}");
    }

    #[test]
    fn a_text_without_spaces_takes_no_time() {
        let counter = Counter::new(Provider::OpenAi, "gpt-4o");
        assert!(counter.count(&"a".repeat(1 << 20)) > 1000);
    }

    #[test]
    fn others_are_estimated_and_calibrated() {
        let counter = Counter::new(Provider::Ollama, "gpt-4o");
        assert_eq!(counter.count(&"x".repeat(3000)), 1000);
        counter.calibrate(100, 50);
        assert_eq!(counter.estimate(3000), 1000, "too small a sample");
        for _ in 0..20 {
            counter.calibrate(40_000, 10_000);
        }
        assert!(
            (780..=800).contains(&counter.estimate(3000)),
            "{}",
            counter.estimate(3000)
        );
        counter.calibrate(1, u64::MAX);
        counter.calibrate(usize::MAX, 200);
        assert!((500..=3000).contains(&counter.estimate(3000)));
    }
}
