//! A real small language model behind llama.cpp's own server: what it says is nonsense, that it is heard is the point.

use crate::real_model::RealModel;
use crate::support::Folder;

#[test]
#[ignore = "needs a small model: tests/run"]
fn it_answers_in_the_terminal_and_from_the_cache_without_it() {
    let server = RealModel::start();
    let folder = Folder::copy_of("c");
    let home = Folder::empty();
    let ask = |address: &str, key: &str| {
        folder
            .sysgrok([
                "explainfunction",
                "--no-optimizations",
                "--json",
                "wordex",
                "table_find",
            ])
            .env("GAI_API_TYPE", "openai")
            .env("GAI_API_BASE", address)
            .env("GAI_API_KEY", key)
            .env("GAI_MODEL", "smollm2")
            .env("XDG_CACHE_HOME", home.path())
            .run()
    };
    let answered = ask(&server.address, "sk-test").exits(0).json();
    let answer = answered["answer"].as_str().unwrap();
    assert!(answer.len() > 20 && answered["from_cache"] == false, "{answered}");
    assert!(answered["usage"]["output"].as_u64() > Some(5), "{answered}");
    let again = ask(&server.address, "sk-test").exits(0).json();
    assert_eq!(
        (&again["answer"], &again["from_cache"]),
        (&answered["answer"], &true.into())
    );
}

#[test]
#[ignore = "needs a small model: tests/run"]
fn a_wrong_key_is_named_and_never_shown() {
    let server = RealModel::start();
    let folder = Folder::copy_of("c");
    let ran = folder
        .sysgrok(["explainfunction", "wordex", "table_find"])
        .env("GAI_API_TYPE", "openai")
        .env("GAI_API_BASE", &server.address)
        .env("GAI_API_KEY", "sk-wrong-0123456789")
        .env("GAI_MODEL", "smollm2")
        .run();
    let all = ran.all();
    assert!(
        all.contains("key") && !all.contains("sk-wrong-0123456789"),
        "{all}"
    );
    assert!(
        all.contains("27.3 % self"),
        "what is known is said all the same: {all}"
    );
}
