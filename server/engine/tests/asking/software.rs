//! Libraries, programs and processes.

use super::*;

#[tokio::test]
async fn something_faster_than_a_library() {
    let engine = engine("rust", "recordings/cpu.perf.txt").await;
    let subject = |name: &str, kind| Subject::Software {
        name: name.to_owned(),
        kind,
        dependency: None,
    };
    let question = ask(&engine, subject("json", SoftwareType::PythonLibrary)).await;
    check(
        &question.without_model,
        expect![[r#"
            JSON encoder and decoder of Python's standard library, with an interface like that of marshal and pickle. Reading and writing JSON. The C part (_json) does the scanning; custom encoders and indent fall back to Python code.

            ## orjson

            JSON for Python written in Rust, with dataclasses, datetimes, UUIDs and NumPy arrays built in. (pypi)

            Nearly drop-in: orjson.loads(text) and orjson.dumps(value), but dumps returns bytes (add .decode() for str) and takes option= instead of indent and sort_keys. No file functions.

            **For it**

            - Fastest in its own benchmarks, both ways
            - Strict about UTF-8 and RFC 8259
            - JSONDecodeError is a subclass of json's

            **Against it**

            - bytes, not str
            - CPython only; a compiled wheel is needed

            **Published measurements**

            - serialising github.json: 0.01 ms against 0.13 ms for json (13.6x); twitter.json 11.1x (the project itself, version orjson 3.10.11, Python 3.11.10, on x86-64-v4 machine, Fedora 42 container), [source](https://github.com/ijl/orjson/blob/5cbb3d0398a2f42de51210270286fecd798c5d78/README.md)
            - deserialising github.json 2.2x, twitter.json 4.2x, canada.json 6x as fast as json (the project itself, version orjson 3.10.11, Python 3.11.10, on x86-64-v4 machine, Fedora 42 container), [source](https://github.com/ijl/orjson/blob/5cbb3d0398a2f42de51210270286fecd798c5d78/README.md)
            - against ujson, medium complex object: 47,659 against 11,672 encodes a second, 23,599 against 12,522 decodes (ujson's authors, version ujson 5.7.1.dev26, orjson 3.9.0, CPython 3.11.3, on Linux 5.15 on an Azure machine), [source](https://github.com/ultrajson/ultrajson/blob/092df91fb034fbdedc790d730b59a4a1e1e9d511/README.md)

            Sources: [README of orjson](https://github.com/ijl/orjson/blob/5cbb3d0398a2f42de51210270286fecd798c5d78/README.md)

            ## msgspec

            Serialisation and validation for JSON, MessagePack, YAML and TOML, with typed Structs. (pypi)

            msgspec.json.decode(data) and msgspec.json.encode(value) (bytes). The gain is largest with a type: msgspec.json.decode(data, type=User), where User is a msgspec.Struct.

            **For it**

            - Decodes and validates in one pass
            - Structs are cheap to make, to compare and for the garbage collector

            **Against it**

            - Full gain needs schemas
            - bytes, not str, from encode

            **Published measurements**

            - decoding a 77 MiB JSON file: 176.8 ms with Structs, 630.5 ms without, 868.6 ms for json (4.9x the time of Structs) (the project itself, version msgspec 0.18.5, CPython 3.11, on x86 Linux laptop of about 2020), [source](https://github.com/jcrist/msgspec/blob/3b2543b838a01dfac23e0b8d8746ebb273254e2d/docs/benchmarks.rst)

            Sources: [README of msgspec](https://github.com/jcrist/msgspec/blob/3b2543b838a01dfac23e0b8d8746ebb273254e2d/README.md), [Benchmarks of msgspec](https://github.com/jcrist/msgspec/blob/3b2543b838a01dfac23e0b8d8746ebb273254e2d/docs/benchmarks.rst)

            ## ujson

            UltraJSON: a JSON encoder and decoder in C; in maintenance mode. (pypi)

            Drop-in for most uses: import ujson as json. It lacks some options of json.dumps.

            **For it**

            - dumps returns str, like json

            **Against it**

            - Its own README advises orjson: faster and less likely to overflow a buffer
            - Maintenance only

            **Published measurements**

            - medium complex object: 11,672 against 5,729 encodes a second for json, 12,522 against 9,720 decodes; orjson 47,659 and 23,599 (the project itself, version ujson 5.7.1.dev26, orjson 3.9.0, CPython 3.11.3, on Linux 5.15 on an Azure machine), [source](https://github.com/ultrajson/ultrajson/blob/3bb0924c33a6698b277c4b1492329d9d64bddc2c/README.md)

            Sources: [README of UltraJSON](https://github.com/ultrajson/ultrajson/blob/3bb0924c33a6698b277c4b1492329d9d64bddc2c/README.md)

            What others measured holds for their machine and their input. Measure with yours.

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
    let question = ask(&engine, subject("nothing-known", SoftwareType::Program)).await;
    check(
        &question.without_model,
        expect![[r#"
        sysgrok has no notes on anything faster than this.

        *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
    "#]],
    );
}

#[tokio::test]
async fn a_process_with_arguments() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let command = ["/usr/bin/sha1sum", "--check", "list.txt"]
        .map(str::to_owned)
        .to_vec();
    let question = ask(&engine, Subject::Process(command)).await;
    check(
        &question.without_model,
        expect![[r#"
            The GNU core utilities: the basic file, shell and text programs of a GNU system, with md5sum, sha1sum, sha256sum and sort among them. Scripts and pipelines. The checksum programs use OpenSSL's libcrypto for their hashes where the build found it, and their own C code otherwise.

            ## Its arguments

            - `--check`: no information available for this argument
            - `list.txt`

            ## Faster alternatives

            - **b3sum** (crates.io): The command-line program of BLAKE3, a cryptographic hash that spreads over vector lanes and threads. Works like sha256sum (b3sum file, b3sum --check), but the hashes are BLAKE3's: both ends must change. cargo install b3sum.
              - Measured: an order of magnitude faster than e.g. sha256sum on typical desktop hardware (the project itself, on typical desktop hardware), [source](https://github.com/BLAKE3-team/BLAKE3/blob/77b257eee7da5cd608eaf6be8343d3a4c9776af2/README.md)
            - **xxhash** (c): A hash at the speed of memory for checksums and hash tables, without cryptographic strength; library and program xxhsum. xxhsum file works like md5sum; in Python xxhash.xxh3_64(data).hexdigest(). Other values, so both ends must change.
              - Measured: XXH3 (SSE2) 31.5 GB/s, XXH64 19.4 GB/s, against SHA1 0.8 GB/s and MD5 0.6 GB/s (the project itself, version clang 10.0 -O3, on Intel i7-9700K, Ubuntu 20.04), [source](https://github.com/Cyan4973/xxHash/blob/b2e9dbb05fb7f45ad662e67969e92c48b9b32247/README.md)
            - **coreutils-openssl** (configuration): The same sha1sum, sha256sum and md5sum, built against OpenSSL's libcrypto, whose assembly uses the CPU's SHA instructions. Same programs, options and hashes. coreutils takes libcrypto when configure finds OpenSSL's headers; ldd $(which sha256sum) shows whether yours has it. openssl dgst -sha256 -r file gives the same result meanwhile.

            Sources: [README of the GNU core utilities](https://github.com/coreutils/coreutils/blob/aa0c0de3508e9150eb0ea610f696ee353dd9353d/README), [Manual of the GNU core utilities](https://github.com/coreutils/coreutils/blob/aa0c0de3508e9150eb0ea610f696ee353dd9353d/doc/coreutils.texi)

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
}

/// The names of what is faster than the package that a line of a file names.
async fn faster_than(file: &str, line: &str) -> Vec<String> {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let dependency = engine
        .dependency_at(Path::new(file), &format!("{line}\n"), 1)
        .unwrap();
    let subject = Subject::Software {
        name: dependency.name.clone(),
        kind: SoftwareType::Library,
        dependency: Some(dependency),
    };
    let question = ask(&engine, subject).await;
    let headings = question
        .without_model
        .lines()
        .filter_map(|line| line.strip_prefix("## "));
    headings.map(str::to_owned).collect()
}

#[tokio::test]
async fn alternatives_are_of_the_package_that_is_named() {
    let none: [&str; 0] = [];
    assert_eq!(faster_than("a.cc", "#include <json/json.h>").await, ["rapidjson"]);
    assert_eq!(
        faster_than("a.cc", "#include <regex>").await,
        ["hyperscan", "re2", "ctre"]
    );
    assert_eq!(faster_than("a.cc", "#include <vector>").await, none);
    assert_eq!(faster_than("requirements.txt", "ujson==5.9.0").await, ["orjson"]);
    assert_eq!(
        faster_than("go.mod", "require github.com/json-iterator/go v1.1.12").await,
        ["bytedance-sonic", "go-json"]
    );
}
