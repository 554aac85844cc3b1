//! `workspace/symbol`.

use lsp_types::{Location, OneOf, SymbolInformation, SymbolKind, WorkspaceSymbol, WorkspaceSymbolParams};
use source::Kind;

use super::context::Context;
use super::places::Places;
use super::{proto, words};

/// So many symbols are given.
const LISTED: usize = 100;

/// The functions of the workspace that have the letters of the query in their names, hottest first.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler answers what the protocol may hold"
)]
pub(super) fn workspace_symbol(
    context: &Context,
    params: &WorkspaceSymbolParams,
) -> Option<OneOf<Vec<SymbolInformation>, Vec<WorkspaceSymbol>>> {
    let mut found: Vec<(f64, WorkspaceSymbol)> = Vec::new();
    for engine in context
        .engines()
        .iter()
        .filter(|engine| engine.settings().workspace_symbols.enable)
    {
        let Some(view) = engine.shown() else { continue };
        let places = Places::new(context, engine, &view);
        let symbols = view.placed().iter().filter_map(|&hot| {
            let hot = view.heat.functions.get(hot)?;
            let name = view.short(hot.spot).filter(|name| fits(name, &params.query))?;
            let source = places.function(hot.spot)?;
            let location = Location {
                uri: proto::uri(&engine.root().join(source.file))?,
                range: source.range(&source.function.name_range, context),
            };
            let symbol = WorkspaceSymbol {
                name: words::shown(name),
                kind: kind(source.function.kind),
                tags: None,
                container_name: Some(words::shares(&view, hot.own, hot.total)),
                location: OneOf::Left(location),
                data: None,
            };
            Some((view.share(hot.own.or(hot.total)).unwrap_or(0.0), symbol))
        });
        found.extend(symbols.take(LISTED));
    }
    // Stable, so that functions of one weight keep their order.
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    Some(OneOf::Right(
        found.into_iter().take(LISTED).map(|(_, symbol)| symbol).collect(),
    ))
}

/// Whether a name has the letters of a query in their order. Clients filter again, each in its own way.
fn fits(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let mut wanted = query
        .chars()
        .filter(|char| !char.is_whitespace())
        .flat_map(char::to_lowercase);
    wanted.all(|wanted| letters.any(|letter| letter == wanted))
}

/// What the protocol calls a kind of function.
pub(super) fn kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Method | Kind::Destructor => SymbolKind::METHOD,
        Kind::Constructor | Kind::Initializer => SymbolKind::CONSTRUCTOR,
        Kind::Module => SymbolKind::MODULE,
        Kind::Function | Kind::Closure => SymbolKind::FUNCTION,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_query_is_letters_in_their_order() {
        assert!(fits("wc::Counter::add", "ctradd") && fits("add", "") && fits("Add", "aD"));
        assert!(!fits("wc::add", "addw") && !fits("", "a"));
    }
}
