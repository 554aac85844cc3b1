//! Medians and small tables.

use std::fmt::Display;

/// The middle of some numbers.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Rows under a heading, the first column to the left, the others to the right.
pub struct Table(Vec<Vec<String>>);

impl Table {
    /// An empty table.
    pub fn new(heading: &[&str]) -> Table {
        Table(vec![heading.iter().map(ToString::to_string).collect()])
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[&dyn Display]) {
        self.0.push(cells.iter().map(ToString::to_string).collect());
    }

    /// Prints it under a title.
    pub fn print(&self, title: &str) {
        println!("{title}");
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.0.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for row in &self.0 {
            let mut line = String::from(" ");
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let cell = if column == 0 {
                    format!(" {cell:width$}")
                } else {
                    format!("  {cell:>width$}")
                };
                line.push_str(&cell);
            }
            println!("{}", line.trim_end());
        }
        println!();
    }
}
