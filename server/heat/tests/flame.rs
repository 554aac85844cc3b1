//! Flame graphs: the tree of functions, its inverse, what is left out, and what another profile says of it.

#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing has failed")]

use std::fmt::Write;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use expect_test::{Expect, expect};
use heat::{
    Code, DEEPEST_FRAME, Flame, FlameOptions, Found, LineNow, Located, NoFlame, Placement, Selection, Weighed,
};
use profile::{Options, Profile, read};
use source::Outline;

/// A workspace without a file.
struct Nothing;

impl Code for Nothing {
    fn locate(&self, _: &str, _: &str) -> Located {
        Located::Elsewhere
    }

    fn outline(&self, _: &Path) -> Option<Arc<Outline>> {
        None
    }

    fn find(&self, names: &[&str]) -> Vec<Found> {
        names.iter().map(|_| Found::Nothing).collect()
    }

    fn lines_of_text(&self, _: &Path, _: &str, _: RangeInclusive<u32>) -> Vec<u32> {
        Vec::new()
    }

    fn line_now(&self, _: &Path, _: u32) -> LineNow {
        LineNow::Unknown
    }
}

const ALL: FlameOptions = FlameOptions {
    through: None,
    invert: false,
    limit: 1000,
};

struct Placed {
    profile: Profile,
    placement: Placement,
}

impl Placed {
    fn of(name: &str, text: &str) -> Placed {
        let profile = read(name, text.as_bytes(), &Options::default()).unwrap();
        let placement = Placement::of(&profile, profile.selected(), &Nothing, &Selection::default());
        Placed { profile, placement }
    }

    fn folded(text: &str) -> Placed {
        Placed::of("test.folded", text)
    }

    fn weighed(&self) -> Weighed<'_> {
        Weighed {
            profile: &self.profile,
            value: self.profile.selected(),
            placement: &self.placement,
        }
    }

    fn name(&self, spot: u32) -> &str {
        let member = self.placement.spots[spot as usize].members[0];
        self.profile.symbols.name(member)
    }

    fn spot(&self, name: &str) -> u32 {
        let count = self.placement.spots.len() as u32;
        (0..count).find(|&spot| self.name(spot) == name).unwrap()
    }

    fn flame(&self, options: FlameOptions) -> Flame {
        Flame::of(self.weighed(), None, options, &|| false).unwrap()
    }

    /// A frame a line: total, self, what it is in the other profile, name.
    #[track_caller]
    fn check(&self, base: Option<&Placed>, options: FlameOptions, expected: &Expect) {
        let flame = Flame::of(self.weighed(), base.map(Placed::weighed), options, &|| false).unwrap();
        let mut shown = String::new();
        let mut open = vec![(0u32, 0usize)];
        while let Some((frame, depth)) = open.pop() {
            let frame = &flame.frames[frame as usize];
            let name = frame.spot.map_or("all", |spot| self.name(spot));
            write!(
                shown,
                "{:depth$}{name} {} {}",
                "",
                frame.total,
                frame.own,
                depth = 2 * depth
            )
            .unwrap();
            if let Some(base) = frame.base {
                write!(shown, " was {base}").unwrap();
            }
            shown.push('\n');
            open.extend(frame.children.iter().rev().map(|&child| (child, depth + 1)));
        }
        if flame.left_out != 0 {
            writeln!(shown, "left out {}", flame.left_out).unwrap();
        }
        expected.assert_eq(&shown);
    }
}

/// `hash` has two callers, and two lines in one of them.
const WORDS: &str = "
main 5
main;read;hash (table.c:3) 10
main;find (table.c:7);hash (table.c:3) 20
main;find (table.c:8);hash (table.c:4) 15
main;find (table.c:8);strcmp 40
main;find (table.c:9) 10
";

#[test]
fn frames_of_one_function_below_one_caller_are_one() {
    Placed::folded(WORDS).check(
        None,
        ALL,
        &expect![[r"
        all 100 0
          main 100 5
            find 85 10
              strcmp 40 40
              hash 35 35
            read 10 0
              hash 10 10
    "]],
    );
}

#[test]
fn inverted_it_begins_with_the_innermost_frames() {
    let options = FlameOptions { invert: true, ..ALL };
    Placed::folded(WORDS).check(
        None,
        options,
        &expect![[r"
        all 100 0
          hash 45 0
            find 35 0
              main 35 35
            read 10 0
              main 10 10
          strcmp 40 0
            find 40 0
              main 40 40
          find 10 0
            main 10 10
          main 5 5
    "]],
    );
}

#[test]
fn only_the_stacks_through_one_function() {
    let words = Placed::folded(WORDS);
    let through = Some(words.spot("hash"));
    words.check(
        None,
        FlameOptions { through, ..ALL },
        &expect![[r"
        all 45 0
          main 45 0
            find 35 0
              hash 35 35
            read 10 0
              hash 10 10
    "]],
    );
    let invert = true;
    words.check(
        None,
        FlameOptions {
            through,
            invert,
            ..ALL
        },
        &expect![[r"
        all 45 0
          hash 45 0
            find 35 0
              main 35 35
            read 10 0
              main 10 10
    "]],
    );
}

#[test]
fn recursion_stays_as_it_was() {
    let recursion = Placed::folded("a;b;a;b 3\na;b 1\n");
    recursion.check(
        None,
        ALL,
        &expect![[r"
        all 4 0
          a 4 0
            b 4 1
              a 3 0
                b 3 3
    "]],
    );
    recursion.check(
        None,
        FlameOptions { invert: true, ..ALL },
        &expect![[r"
        all 4 0
          b 4 0
            a 4 1
              b 3 0
                a 3 3
    "]],
    );
}

#[test]
fn the_lightest_are_left_out() {
    let words = Placed::folded(WORDS);
    let limit = 4;
    words.check(
        None,
        FlameOptions { limit, ..ALL },
        &expect![[r"
        all 100 0
          main 100 5
            find 85 10
              strcmp 40 40
              hash 35 35
        left out 10
    "]],
    );
    words.check(
        None,
        FlameOptions { limit: 0, ..ALL },
        &expect![[r"
        all 100 0
        left out 100
    "]],
    );
    // What is in the tree ends in it, or goes on in what was left out.
    for limit in 0..10 {
        for invert in [false, true] {
            let flame = words.flame(FlameOptions { limit, invert, ..ALL });
            let own: i64 = flame.frames.iter().map(|frame| frame.own).sum();
            assert_eq!(own + flame.left_out, 100, "limit {limit}");
            assert!(flame.frames.len() <= limit + 1);
        }
    }
}

#[test]
fn each_frame_knows_what_it_was_in_another_profile() {
    let before = Placed::folded(
        "
        main;find (table.c:8);strcmp 10
        main;find (table.c:7);hash (table.c:3) 70
        main;write 20
        ",
    );
    let words = Placed::folded(WORDS);
    words.check(
        Some(&before),
        ALL,
        &expect![[r"
        all 100 0 was 100
          main 100 5 was 100
            find 85 10 was 80
              strcmp 40 40 was 10
              hash 35 35 was 70
            read 10 0 was 0
              hash 10 10 was 0
    "]],
    );
    let options = FlameOptions {
        through: Some(words.spot("hash")),
        invert: true,
        ..ALL
    };
    words.check(
        Some(&before),
        options,
        &expect![[r"
        all 45 0 was 70
          hash 45 0 was 70
            find 35 0 was 70
              main 35 35 was 70
            read 10 0 was 0
              main 10 10 was 0
    "]],
    );
}

#[test]
fn stacks_without_end_are_cut() {
    let deep = format!("{} 7\n", vec!["f"; 5000].join(";"));
    let deep = Placed::folded(&deep);
    for invert in [false, true] {
        let flame = deep.flame(FlameOptions {
            limit: 100_000,
            invert,
            ..ALL
        });
        assert_eq!(flame.frames.len(), DEEPEST_FRAME + 1);
        assert_eq!(flame.left_out, 7);
    }
}

#[test]
fn without_stacks_there_is_none() {
    let flat = Placed::of(
        "perf.txt",
        include_str!("../../../tests/workspaces/c/variants/flat-report.txt"),
    );
    let none = Flame::of(flat.weighed(), None, ALL, &|| false).unwrap_err();
    assert_eq!(none, NoFlame::NoStacks);
    let words = Placed::folded(WORDS);
    let none = Flame::of(words.weighed(), Some(flat.weighed()), ALL, &|| false).unwrap_err();
    assert_eq!(none, NoFlame::NoStacksInBase);
}

#[test]
fn it_can_be_stopped() {
    let mut text = String::new();
    for at in 0..1000 {
        writeln!(text, "main;f{at} 1").unwrap();
    }
    let many = Placed::folded(&text);
    let stopped = Flame::of(many.weighed(), None, ALL, &|| true).unwrap_err();
    assert_eq!(stopped, NoFlame::Stopped);
}
