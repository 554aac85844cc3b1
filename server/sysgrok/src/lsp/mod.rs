//! The language server: the only code that knows the protocol.
//!
//! `server.rs` takes requests and gives each to the file of its name; the state is the [`engine`]'s. What a
//! file does has three steps: positions of the protocol to places, a question to the engine, the answer
//! back to the protocol. Nothing runs in a handler that could block: requests are answered on blocking
//! threads, loading has a thread of its own (`loading.rs`), diagnostics have one task (`publishing.rs`), and models
//! are asked behind the requests (`asking/`).

mod asking;
mod call_hierarchy;
mod callers;
mod capabilities;
mod chosen;
mod code_action;
mod code_lens;
mod commands;
mod context;
mod costs;
mod cursor;
mod diagnostics;
mod document_link;
mod documents;
mod execute_command;
mod explain;
mod extension;
mod flame_graph;
mod heat;
mod hosts;
mod hot_spots;
mod hover;
mod inlay_hint;
mod lifecycle;
mod loading;
mod markup;
mod places;
mod plan_file;
mod profile_file;
mod progress;
mod proto;
mod publishing;
mod reports;
mod server;
mod transport;
mod watching;
mod words;
mod workspace_symbol;

pub(crate) use server::run;
