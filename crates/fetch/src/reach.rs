//! Which addresses a URL may send this program to.

use std::net::{IpAddr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

use crate::place::{Place, place};
use crate::url::literal;

/// How far a [`Fetcher`](crate::Fetcher) may go: to which addresses it connects.
///
/// Out of every reach are link-local addresses, where clouds keep their credentials, and whatever else the
/// IANA registry of special-purpose addresses (RFC 6890) names, in every spelling of an address.
///
/// ```
/// use countersign_fetch::Reach;
///
/// assert!(Reach::Public.includes([1, 1, 1, 1].into()));
/// assert!(!Reach::Public.includes([10, 0, 0, 1].into()));
/// assert!(!Reach::PrivateNetwork.includes([169, 254, 169, 254].into()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// The internet, over https.
    Public,
    /// The internet, and this machine: for development, where all the servers are on one machine. http is
    /// for the loopback hosts only.
    Loopback,
    /// The internet, this machine and the private network around it, over https, and through the proxy that
    /// `HTTPS_PROXY` names, if any: for operators who say so.
    ///
    /// Whoever writes a URL then chooses which https service of that network is asked. A proxy looks up names
    /// itself, so its addresses are not checked here.
    PrivateNetwork,
}

/// No address of the host is within reach.
#[derive(Debug, Error)]
#[error("`{host}` has no address within reach")]
pub(crate) struct OutOfReach {
    pub(crate) host: String,
}

/// Looks up names, and leaves out the addresses that are not within reach. The connection goes to the very
/// addresses that passed here: a name that changes its address between a check and its use (DNS rebinding)
/// gains nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver(pub(crate) Reach);

impl Reach {
    /// Whether this address may be connected to.
    ///
    /// ```
    /// use countersign_fetch::Reach;
    ///
    /// assert!(Reach::Loopback.includes([127, 0, 0, 1].into()));
    /// assert!(!Reach::Loopback.includes([192, 168, 0, 1].into()));
    /// ```
    #[must_use]
    pub fn includes(self, address: IpAddr) -> bool {
        match place(address) {
            Place::Public => true,
            Place::Loopback => self != Self::Public,
            Place::Private => self == Self::PrivateNetwork,
            Place::Nowhere => false,
        }
    }

    /// An address in the URL itself never comes to the resolver.
    pub(crate) fn check_literal(self, url: &Url) -> Result<(), OutOfReach> {
        let refused = literal(url).filter(|address| !self.includes(*address));
        refused.map_or(Ok(()), |address| {
            Err(OutOfReach {
                host: address.to_string(),
            })
        })
    }

    fn keep_included(
        self,
        host: &str,
        found: impl Iterator<Item = SocketAddr>,
    ) -> Result<Vec<SocketAddr>, OutOfReach> {
        let kept: Vec<_> = found.filter(|found| self.includes(found.ip())).collect();
        if kept.is_empty() {
            let host = host.to_owned();
            return Err(OutOfReach { host });
        }
        Ok(kept)
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self(reach) = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let kept = reach.keep_included(name.as_str(), found)?;
            Ok::<Addrs, _>(Box::new(kept.into_iter()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reach_includes_its_own_places_and_never_the_link() {
        let rows = [
            (Reach::Public, [true, false, false, false]),
            (Reach::Loopback, [true, true, false, false]),
            (Reach::PrivateNetwork, [true, true, true, false]),
        ];
        let addresses = ["1.1.1.1", "127.0.0.1", "10.0.0.1", "169.254.169.254"];
        for (reach, expected) in rows {
            let found = addresses.map(|address| reach.includes(address.parse().expect("one")));
            assert_eq!(found, expected, "{reach:?}");
        }
    }

    #[test]
    fn an_address_in_the_url_is_refused_in_every_spelling() {
        let spellings = [
            "https://127.0.0.1",
            "https://127.1",
            "https://2130706433",
            "https://0x7f.0.0.1",
            "https://0177.0.0.1",
            "https://10.0.0.1:8443/jwks",
            "https://169.254.169.254",
            "https://0",
            "https://[::1]",
            "https://[::]",
            "https://[fd00::1]",
            "https://[fe80::1]",
            "https://[::ffff:7f00:1]",
            "https://[::ffff:127.0.0.1]",
        ];
        for url in spellings {
            let url = Url::parse(url).expect(url);
            assert!(Reach::Public.check_literal(&url).is_err(), "{url}");
        }
        for url in [
            "https://1.1.1.1",
            "https://[2606:4700::1111]",
            "https://id.example.com",
        ] {
            let url = Url::parse(url).expect(url);
            assert!(Reach::Public.check_literal(&url).is_ok(), "{url}");
        }
    }

    #[test]
    fn of_a_name_with_inner_and_outer_addresses_the_outer_ones_are_kept() {
        let outer = SocketAddr::from(([1, 1, 1, 1], 0));
        let inner = SocketAddr::from(([10, 0, 0, 1], 0));
        let keep = |found: &[SocketAddr]| {
            Reach::Public.keep_included("id.example.com", found.iter().copied())
        };
        assert_eq!(keep(&[inner, outer]).expect("one"), [outer]);
        assert!(keep(&[inner]).is_err());
        assert!(keep(&[]).is_err());
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_loopback_is_refused_by_the_resolver() {
        let resolve = async |reach| {
            Resolver(reach)
                .resolve("localhost".parse().expect("a name"))
                .await
        };
        let error = resolve(Reach::Public).await.err().expect("refused");
        assert!(error.is::<OutOfReach>(), "{error}");
        let mut found = resolve(Reach::Loopback).await.expect("found");
        assert!(found.all(|address| address.ip().is_loopback()));
    }
}
