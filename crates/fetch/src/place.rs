//! What kind of place an address is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Public,
    Loopback,
    Private,
    // Link-local (the metadata services of clouds), unspecified, multicast, reserved.
    Nowhere,
}

pub(crate) fn place(address: IpAddr) -> Place {
    match address {
        IpAddr::V4(address) => place_v4(address),
        IpAddr::V6(address) => place_v6(address),
    }
}

// The IANA registry of special-purpose addresses (RFC 6890).
fn place_v4(address: Ipv4Addr) -> Place {
    match address.octets() {
        [127, ..] => Place::Loopback,
        // RFC 1918, and RFC 6598: shared by the customers of a carrier.
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Place::Private,
        // This network, link-local, protocol assignments, benchmarks, examples, multicast and reserved.
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Place::Nowhere,
        _ => Place::Public,
    }
}

// RFC 4291 2.4: what is routed on the internet is in 2000::/3, and no more.
fn place_v6(address: Ipv6Addr) -> Place {
    if address.is_loopback() {
        return Place::Loopback;
    }
    match address.segments() {
        // RFC 4291 2.5.5.2: IPv4-mapped, another spelling of the IPv4 address.
        [0, 0, 0, 0, 0, 0xffff, high, low] => place_v4(embedded(high, low)),
        // RFC 6052 3.1, RFC 3056 2: NAT64 and 6to4 carry public IPv4 addresses. Packets to one that carries
        // a loopback address do leave this machine.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            match place_v4(embedded(high, low)) {
                Place::Public => Place::Public,
                _ => Place::Nowhere,
            }
        }
        // RFC 4193: unique local.
        [0xfc00..=0xfdff, ..] => Place::Private,
        // RFC 2928: protocol assignments, Teredo among them. RFC 3849 and RFC 9637: examples.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Place::Nowhere,
        [0x2000..=0x3fff, ..] => Place::Public,
        _ => Place::Nowhere,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESSES: &str = "
        1.1.1.1                 Public
        9.255.255.255           Public
        11.0.0.0                Public
        100.63.255.255          Public
        100.128.0.0             Public
        172.15.255.255          Public
        172.32.0.0              Public
        192.167.255.255         Public
        192.169.0.0             Public
        223.255.255.255         Public
        127.0.0.1               Loopback
        127.255.255.255         Loopback
        10.0.0.1                Private
        10.255.255.255          Private
        172.16.0.0              Private
        172.31.255.255          Private
        192.168.0.1             Private
        100.64.0.0              Private
        100.127.255.255         Private
        0.0.0.0                 Nowhere
        0.1.2.3                 Nowhere
        169.254.169.254         Nowhere
        192.0.0.8               Nowhere
        192.0.2.1               Nowhere
        192.88.99.1             Nowhere
        198.18.0.1              Nowhere
        198.19.255.255          Nowhere
        198.51.100.1            Nowhere
        203.0.113.1             Nowhere
        224.0.0.1               Nowhere
        239.255.255.255         Nowhere
        240.0.0.1               Nowhere
        255.255.255.255         Nowhere
        2606:4700::1111         Public
        2a00:1450::1            Public
        2001:4860:4860::8888    Public
        ::1                     Loopback
        fc00::1                 Private
        fdff:ffff::1            Private
        ::                      Nowhere
        ::2                     Nowhere
        ::127.0.0.1             Nowhere
        fe80::1                 Nowhere
        febf::1                 Nowhere
        fec0::1                 Nowhere
        ff02::1                 Nowhere
        100::1                  Nowhere
        2001::1                 Nowhere
        2001:db8::1             Nowhere
        3fff::1                 Nowhere
        4000::1                 Nowhere
        64:ff9b:1::1            Nowhere
        ::ffff:1.1.1.1          Public
        ::ffff:127.0.0.1        Loopback
        ::ffff:10.0.0.1         Private
        ::ffff:169.254.169.254  Nowhere
        ::ffff:0.0.0.0          Nowhere
        64:ff9b::1.1.1.1        Public
        64:ff9b::10.0.0.1       Nowhere
        64:ff9b::127.0.0.1      Nowhere
        64:ff9b::169.254.0.1    Nowhere
        2002:101:101::1         Public
        2002:7f00:1::1          Nowhere
        2002:a9fe:a9fe::1       Nowhere
    ";

    #[test]
    fn each_special_purpose_address_is_told_from_the_internet() {
        let mut seen = 0;
        for row in ADDRESSES.lines().filter(|line| !line.trim().is_empty()) {
            let (address, expected) = row.trim().split_once(' ').expect("two columns");
            let address = address.parse().expect("an address");
            let found = format!("{:?}", place(address));
            assert_eq!(found, expected.trim(), "{address}");
            seen += 1;
        }
        assert_eq!(seen, 64);
    }
}
