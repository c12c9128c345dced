//! Reading of known answers, for tests.

/// The words of each line that is no comment.
pub(super) fn rows<const N: usize>(file: &str) -> impl Iterator<Item = [&str; N]> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect::<Vec<_>>().try_into().unwrap())
}

/// The bytes of hexadecimal digits. `-` stands for none.
pub(super) fn unhex(text: &str) -> Vec<u8> {
    base16ct::mixed::decode_vec(text.trim_start_matches('-')).unwrap()
}
