//! The figures beside their aims, as Markdown.

use std::fmt::Write;

use crate::measure::Figures;

/// The most that verifying and signing may cost, as ratios to the primitive.
const AIMS: [(&str, Option<f64>, f64); 6] = [
    ("HS256", Some(2.5), 1.5),
    ("RS256", Some(1.10), 1.05),
    ("PS256", None, 1.05),
    ("ES256", Some(1.05), 1.05),
    ("ES384", None, 1.05),
    ("EdDSA", Some(1.05), 1.05),
];

/// How many times as long jsonwebtoken must take, where it must be more than "longer".
const TIMES: [(&str, &str, f64); 2] = [("HS256", "verify", 2.0), ("RS256", "sign", 2.5)];

const CACHE_HIT_NS: f64 = 1_000.0;

pub(crate) fn markdown(tables: &[(&str, Figures, Figures)], cache: &Figures) -> String {
    let mut out = String::new();
    let (mut hits, mut misses) = (0, 0);
    let mut mark = |hit: bool| {
        *(if hit { &mut hits } else { &mut misses }) += 1;
        if hit { "hit" } else { "**miss**" }
    };
    line(
        &mut out,
        "| verify, µs | raw | borrowed | owned | own type | jsonwebtoken | aim | |",
    );
    line(
        &mut out,
        "| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |",
    );
    for (name, verify, _) in tables {
        let raw = figure(verify, "raw");
        let aim = AIMS.iter().find(|aim| aim.0 == *name).and_then(|aim| aim.1);
        let cells = ["raw", "borrowed", "owned", "typed", "jsonwebtoken"]
            .map(|row| cell(figure(verify, row), raw));
        let (text, met) = judge(aim, times(name, "verify"), "borrowed", verify);
        let cells = cells.join(" | ");
        line(
            &mut out,
            &format!("| {name} | {cells} | {text} | {} |", mark(met)),
        );
    }
    line(&mut out, "");
    line(&mut out, "| sign, µs | raw | ours | jsonwebtoken | aim | |");
    line(&mut out, "| --- | ---: | ---: | ---: | --- | --- |");
    for (name, _, sign) in tables {
        let raw = figure(sign, "raw");
        let aim = AIMS.iter().find(|aim| aim.0 == *name).map(|aim| aim.2);
        let cells = ["raw", "ours", "jsonwebtoken"].map(|row| cell(figure(sign, row), raw));
        let (text, met) = judge(aim, times(name, "sign"), "ours", sign);
        let cells = cells.join(" | ");
        line(
            &mut out,
            &format!("| {name} | {cells} | {text} | {} |", mark(met)),
        );
    }
    line(&mut out, "");
    line(&mut out, "| remembered token | µs | aim | |");
    line(&mut out, "| --- | ---: | --- | --- |");
    for (name, figure) in cache {
        let met = mark(*figure <= CACHE_HIT_NS);
        line(
            &mut out,
            &format!("| {name} | {:.2} | ≤ 1 | {met} |", figure / 1e3),
        );
    }
    line(&mut out, "");
    line(&mut out, &format!("Aims: {hits} hit, {misses} missed."));
    out
}

/// The aim in words, and whether it is met: no more than `aim` times the primitive, and
/// jsonwebtoken takes `times` as long or more.
fn judge(aim: Option<f64>, times: f64, ours: &str, figures: &Figures) -> (String, bool) {
    let (raw, ours) = (figure(figures, "raw"), figure(figures, ours));
    // To the hundredth that is shown.
    let ratio = (ours / raw * 100.0).round() / 100.0;
    let theirs = figure(figures, "jsonwebtoken") / ours;
    let faster = if times > 1.0 {
        format!("{times} times as fast")
    } else {
        "faster".to_owned()
    };
    let text = match aim {
        Some(aim) => format!("≤ {aim:.2}, {faster}"),
        None => faster,
    };
    (text, aim.is_none_or(|aim| ratio <= aim) && theirs >= times)
}

fn times(name: &str, operation: &str) -> f64 {
    let row = TIMES.iter().find(|row| row.0 == name && row.1 == operation);
    row.map_or(1.0, |row| row.2)
}

fn figure(figures: &Figures, name: &str) -> f64 {
    let row = figures.iter().find(|row| row.0 == name);
    row.map_or(f64::NAN, |row| row.1)
}

fn cell(figure: f64, raw: f64) -> String {
    format!("{:.2} ×{:.2}", figure / 1e3, figure / raw)
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("writing to a string");
}
