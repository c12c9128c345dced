//! Reading of known answers, for tests.

/// The words of each line that is no comment.
pub(super) fn rows<const N: usize>(file: &str) -> impl Iterator<Item = [&str; N]> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect::<Vec<_>>().try_into().unwrap())
}

/// The bytes of hexadecimal digits. `-` stands for none.
pub(super) fn unhex(text: &str) -> Vec<u8> {
    let text = text.trim_start_matches('-');
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}
