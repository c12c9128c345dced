//! Arrows between files, and the circles among them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The names for which one file needs another, by the two files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Arrows(BTreeMap<(PathBuf, PathBuf), BTreeSet<String>>);

impl Arrows {
    /// A file that needs itself is no arrow.
    pub(super) fn add(&mut self, from: &PathBuf, to: &PathBuf, name: &str) {
        if from != to {
            let names = self.0.entry((from.clone(), to.clone())).or_default();
            names.insert(name.to_owned());
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&(PathBuf, PathBuf), &BTreeSet<String>)> {
        self.0.iter()
    }

    pub(super) fn files(&self) -> BTreeSet<&PathBuf> {
        self.0.keys().flat_map(|(from, to)| [from, to]).collect()
    }

    /// The arrows within each greatest set of files in which every one leads to every other.
    pub(super) fn circles(&self) -> Vec<Self> {
        let files = self.files().into_iter();
        let reached: Reached<'_> = files.map(|file| (file, self.reached_from(file))).collect();

        let mut circles: BTreeMap<&PathBuf, Self> = BTreeMap::new();
        for ((from, to), names) in self.iter() {
            if leads(&reached, to, from) {
                let circle = circles.entry(first_of_circle(&reached, from)).or_default();
                circle.0.insert((from.clone(), to.clone()), names.clone());
            }
        }
        circles.into_values().collect()
    }

    fn reached_from(&self, start: &PathBuf) -> BTreeSet<&PathBuf> {
        let mut reached = BTreeSet::new();
        let mut open = vec![start];
        while let Some(file) = open.pop() {
            for (from, to) in self.0.keys() {
                if from == file && reached.insert(to) {
                    open.push(to);
                }
            }
        }
        reached
    }
}

/// By file: all that its arrows lead to, and theirs.
type Reached<'a> = BTreeMap<&'a PathBuf, BTreeSet<&'a PathBuf>>;

fn leads(reached: &Reached<'_>, from: &PathBuf, to: &PathBuf) -> bool {
    reached.get(from).is_some_and(|files| files.contains(to))
}

/// The first file, in order, of the circle that this one is in: it stands for the circle.
fn first_of_circle<'a>(reached: &Reached<'a>, file: &'a PathBuf) -> &'a PathBuf {
    let mut files = reached.keys().copied();
    let first = files.find(|other| leads(reached, file, other) && leads(reached, other, file));
    first.unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arrows from words of two letters: `ab` is an arrow from `a` to `b`.
    fn arrows(pairs: &str) -> Arrows {
        let mut arrows = Arrows::default();
        for pair in pairs.split_whitespace() {
            let (from, to) = pair.split_at(1);
            arrows.add(&from.into(), &to.into(), pair);
        }
        arrows
    }

    #[test]
    fn arrows_that_never_lead_back_are_no_circle() {
        assert_eq!(arrows("ab ac bc cd").circles(), []);
    }

    #[test]
    fn a_file_that_names_itself_is_no_circle() {
        assert_eq!(arrows("aa").circles(), []);
    }

    #[test]
    fn each_circle_is_found_with_its_own_arrows_alone() {
        let circles = arrows("ab ba bc cd de ec xa ef").circles();
        assert_eq!(circles, [arrows("ab ba"), arrows("cd de ec")]);
    }

    #[test]
    fn circles_that_share_a_file_are_one() {
        assert_eq!(arrows("ab ba bc cb").circles(), [arrows("ab ba bc cb")]);
    }
}
