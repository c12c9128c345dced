//! Answers that the standard and its reference implementation give.

use countersign_password_kernels::{Arena, Argon2, Kernel, Variant, Version};

const RFC_9106: &str = include_str!("../vectors/argon2-rfc9106.txt");

#[test]
fn rfc_9106_on_each_kernel() {
    let mut arena = Arena::new();
    let mut seen = 0;
    for line in RFC_9106.lines().filter(|line| !line.starts_with('#')) {
        let [variant, version, expected] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let inputs = Argon2 {
            variant: match variant {
                "argon2d" => Variant::Argon2d,
                "argon2i" => Variant::Argon2i,
                _ => Variant::Argon2id,
            },
            version: Version::from_number(version.parse().unwrap()).unwrap(),
            memory_kib: 32,
            passes: 3,
            lanes: 4,
            password: &[1; 32],
            salt: &[2; 16],
            secret: &[3; 8],
            associated_data: &[4; 12],
        };
        for kernel in Kernel::available() {
            let mut tag = [0; 32];
            inputs.compute_on(kernel, &mut arena, &mut tag).unwrap();
            assert_eq!(tag, unhex(expected), "{kernel}: {line}");
        }
        seen += 1;
    }
    assert_eq!(seen, 6);
}

fn unhex(text: &str) -> [u8; 32] {
    let byte = |at| u8::from_str_radix(&text[2 * at..][..2], 16).unwrap();
    assert_eq!(text.len(), 64);
    std::array::from_fn(byte)
}
