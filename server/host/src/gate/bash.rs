//! The second reader: tree-sitter's grammar of bash.

use tree_sitter::{Node, Parser};

use super::classes::{Class, Refusal};
use super::line::{Join, Line};

/// Reads a line that the strict reader found plain.
pub(super) fn read(text: &str) -> Result<Line, Refusal> {
    let mut parser = Parser::new();
    let tree = parser
        .set_language(&tree_sitter_bash::LANGUAGE.into())
        .ok()
        .and_then(|()| parser.parse(text, None))
        .ok_or_else(|| Refusal::new(Class::Syntax, "it cannot be parsed"))?;
    let root = tree.root_node();
    if root.has_error() {
        return Err(Refusal::new(Class::Syntax, "it is not valid bash"));
    }
    let mut line = Line::default();
    commands(root, text, &mut line)?;
    if line.is_complete() && line.joins.len() + 1 == line.commands.len() {
        Ok(line)
    } else {
        Err(Refusal::new(Class::Syntax, "a command is missing"))
    }
}

/// Gathers commands and joins in the order of the text. The strict reader has seen no brackets, so the tree is no
/// deeper than the line has commands.
fn commands(node: Node<'_>, text: &str, line: &mut Line) -> Result<(), Refusal> {
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        match child.kind() {
            "list" | "pipeline" => commands(child, text, line)?,
            "command" => line.commands.push(words(child, text)?),
            "|" => line.joins.push(Join::Pipe),
            "&&" => line.joins.push(Join::And),
            "||" => line.joins.push(Join::Or),
            ";" => line.joins.push(Join::Then),
            kind => return Err(unexpected(kind)),
        }
    }
    Ok(())
}

fn words(command: Node<'_>, text: &str) -> Result<Vec<String>, Refusal> {
    let mut cursor = command.walk();
    let mut words = Vec::new();
    for child in command.children(&mut cursor) {
        let node = if child.kind() == "command_name" {
            child.child(0).unwrap_or(child)
        } else {
            child
        };
        let mut word = String::new();
        piece(node, text, &mut word)?;
        words.push(word);
    }
    Ok(words)
}

/// Adds what a node stands for to a word.
fn piece(node: Node<'_>, text: &str, word: &mut String) -> Result<(), Refusal> {
    let source = text.get(node.byte_range()).unwrap_or_default();
    let unquoted = |mark: char| {
        source
            .strip_prefix(mark)
            .and_then(|inner| inner.strip_suffix(mark))
    };
    match node.kind() {
        "word" | "number" => word.push_str(source),
        "raw_string" => word.push_str(unquoted('\'').ok_or_else(|| unexpected("raw_string"))?),
        "string" => {
            let mut cursor = node.walk();
            let literal = node
                .children(&mut cursor)
                .all(|child| matches!(child.kind(), "\"" | "string_content"));
            word.push_str(
                unquoted('"')
                    .filter(|_| literal)
                    .ok_or_else(|| unexpected("string"))?,
            );
        }
        "concatenation" => {
            let mut cursor = node.walk();
            for child in node.children(&mut cursor) {
                piece(child, text, word)?;
            }
        }
        kind => return Err(unexpected(kind)),
    }
    Ok(())
}

fn unexpected(kind: &str) -> Refusal {
    Refusal::new(
        Class::Syntax,
        format!("it is more than plain commands: {}", kind.replace('_', " ")),
    )
}
