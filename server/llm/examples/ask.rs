//! Asks the model that the environment configures, and shows what came: for trying a server by hand.
//!
//! `GAI_API_BASE=http://127.0.0.1:8080 cargo run -p sysgrok-llm --example ask -- "What is a mutex?"`
//! Without a question, what the server says of itself.

use std::io::Write;
use std::process::ExitCode;

use futures_util::StreamExt;
use llm::{Client, Event, Message, Request, from_environment};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match ask().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn ask() -> Result<(), Box<dyn std::error::Error>> {
    let Some(options) = from_environment(|name| std::env::var(name).ok())? else {
        return Err("nothing is configured: set GAI_API_BASE or a key".into());
    };
    let client = Client::new(options)?;
    println!("{:?}", client.identity());
    let question = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    if question.is_empty() {
        println!("{:#?}", client.probe().await);
        return Ok(());
    }
    let mut answer = client.ask(Request {
        messages: vec![Message::user(question)],
        max_output_tokens: Some(60),
        ..Request::default()
    });
    while let Some(event) = answer.next().await {
        match event? {
            Event::Text(text) => print!("{text}"),
            Event::End(finished) => println!(
                "\n{:?}, {:?}, {:?}",
                finished.finish, finished.usage, finished.warnings
            ),
        }
        std::io::stdout().flush()?;
    }
    Ok(())
}
