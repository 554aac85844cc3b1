//! What holds of the stack traces of any text. Shared by the fuzz target, by `tests/corpus.rs` and by
//! `tests/traces`.

/// Reads the bytes as stack traces, and checks what comes out.
pub fn hold(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Some(found) = profile::traces::parse(&text) else {
        return;
    };
    assert!(!found.traces.is_empty());
    for (index, trace) in found.traces.iter().enumerate() {
        assert!(
            trace
                .cause
                .is_none_or(|cause| cause < found.traces.len() && cause != index)
        );
        assert!(text.get(trace.bytes.clone()).is_some());
        assert!(!trace.frames.is_empty() || trace.origin.is_some());
        if let Some(heading) = &trace.heading {
            assert!(text.get(heading.bytes.clone()).is_some());
        }
        for frame in trace.frames.iter().chain(&trace.origin) {
            let _ = trace.is_library_frame(frame);
            assert!(text.get(frame.bytes.clone()).is_some());
            for range in [&frame.function_range, &frame.place_range].into_iter().flatten() {
                assert!(text.get(range.clone()).is_some(), "{range:?}");
            }
            assert_eq!(frame.function.is_some(), frame.function_range.is_some());
            assert_eq!(frame.file.is_some(), frame.place_range.is_some());
        }
    }
}
