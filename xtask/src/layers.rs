//! `check-layers`: the arrows between the crates, and what each layer may never link.

use std::path::Path;

use crate::graph::{Graph, Kind};
use crate::{Result, repository};

const PREFIX: &str = "countersign-";

/// What one crate of the workspace may use.
struct Layer {
    name: &'static str,
    /// Crates of the workspace that it may link, without their prefix.
    may_use: &'static [&'static str],
    /// Packages that it may not link, directly or through others.
    never: &'static [&'static str],
}

/// What a crate without I/O has no use for: time, entropy and facts are its arguments.
const NO_IO: &[&str] = &[
    "tokio",
    "axum",
    "hyper",
    "reqwest",
    "rusqlite",
    "tracing-subscriber",
    "rand",
];

const LAYERS: &[Layer] = &[
    Layer {
        name: "password-kernels",
        may_use: &[],
        never: NO_IO,
    },
    Layer {
        name: "password",
        may_use: &["password-kernels"],
        never: NO_IO,
    },
    Layer {
        name: "hash-pool",
        may_use: &["password"],
        // It starts threads of its own; of tokio it uses a channel and a timeout.
        never: &["axum", "hyper", "reqwest", "rusqlite"],
    },
    Layer {
        name: "jose",
        may_use: &[],
        never: NO_IO,
    },
    Layer {
        name: "fetch",
        // It goes out: what comes in, and what is kept, is for others.
        may_use: &[],
        never: &["axum", "rusqlite"],
    },
    Layer {
        name: "issuer",
        may_use: &["jose", "password"],
        never: NO_IO,
    },
    Layer {
        name: "store",
        // The trait and the model; and the value types that the model is made of.
        may_use: &["issuer", "jose", "password"],
        never: &["axum", "hyper", "reqwest"],
    },
    Layer {
        name: "api",
        may_use: &["fetch", "jose"],
        // An API carries no server and no database.
        never: &[
            "rusqlite",
            "countersign-store",
            "countersign-issuer",
            "countersign-password",
        ],
    },
    Layer {
        name: "server",
        may_use: &["api", "hash-pool", "issuer", "jose", "password", "store"],
        never: &[],
    },
    Layer {
        name: "examples",
        may_use: &["api", "issuer", "jose", "password", "server", "store"],
        never: &[],
    },
    // Tools of the house: they are never published, so only the server is out of their reach.
    Layer {
        name: "testkit",
        may_use: &["api", "issuer", "jose", "password", "store"],
        never: &[],
    },
    Layer {
        name: "fuzz",
        may_use: &["api", "issuer", "jose", "password", "store"],
        never: &[],
    },
    Layer {
        name: "xtask",
        may_use: &["password", "testkit"],
        never: &[],
    },
];

/// The crate that may have unsafe code. In every other the lints of the workspace forbid it.
const WITH_UNSAFE: &str = "crates/password-kernels/Cargo.toml";

/// The rules that the workspace breaks, each with its edge.
pub(crate) fn check() -> Result<Vec<String>> {
    let mut broken = broken_rules(&Graph::of_workspace()?);
    let files = repository::files()?;
    for manifest in files.iter().filter(|file| file.ends_with("Cargo.toml")) {
        let text = repository::text(manifest)?.unwrap_or_default();
        broken.extend(unsafe_allowed(manifest, &text));
    }
    Ok(broken)
}

/// `forbid` cannot be undone further in, so it is enough that the lints are the workspace's.
fn unsafe_allowed(manifest: &Path, text: &str) -> Option<String> {
    let has = |lines: &str| text.contains(lines);
    let is_sound = if has("[workspace]") {
        has("unsafe_code = \"forbid\"")
    } else {
        has("[lints]\nworkspace = true") || manifest == Path::new(WITH_UNSAFE)
    };
    let file = manifest.display();
    (!is_sound).then(|| format!("{file}: only {WITH_UNSAFE} has lints of its own: it has `unsafe`"))
}

fn broken_rules(graph: &Graph) -> Vec<String> {
    let mut broken = Vec::new();
    for package in graph.members() {
        let name = short(package);
        let Some(layer) = LAYERS.iter().find(|layer| layer.name == name) else {
            broken.push(format!(
                "{package} has no layer: add it to xtask/src/layers.rs"
            ));
            continue;
        };
        broken.extend(forbidden_edges(graph, package, layer));
        broken.extend(forbidden_links(graph, package, layer));
    }
    broken
}

/// Dev-dependencies are free, but only `examples` may use the server in any way.
fn forbidden_edges(graph: &Graph, package: &str, layer: &Layer) -> Vec<String> {
    graph
        .member_edges(package)
        .filter_map(|(to, kind)| match (short(to), kind) {
            (name, Kind::Normal) if !layer.may_use.contains(&name) => {
                Some(format!("{package} → {to}: {}", rule(layer)))
            }
            ("server", Kind::Dev) if layer.name != "examples" => Some(format!(
                "{package} → {to} (dev): only examples depend on the server"
            )),
            _ => None,
        })
        .collect()
}

fn forbidden_links(graph: &Graph, package: &str, layer: &Layer) -> Vec<String> {
    let chains = graph.closure(package);
    let links = layer.never.iter().filter_map(|never| {
        let chain = chains.get(never)?;
        Some(format!("{chain}: {} never links {never}", layer.name))
    });
    links.collect()
}

fn rule(layer: &Layer) -> String {
    match layer.may_use {
        [] => format!("{} depends on no crate of the workspace", layer.name),
        some => format!("{} depends only on {}", layer.name, some.join(", ")),
    }
}

fn short(package: &str) -> &str {
    package.strip_prefix(PREFIX).unwrap_or(package)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    const MEMBERS: &[&str] = &[
        "countersign-password-kernels",
        "countersign-password",
        "countersign-hash-pool",
        "countersign-jose",
        "countersign-fetch",
        "countersign-issuer",
        "countersign-store",
        "countersign-api",
        "countersign-server",
        "countersign-testkit",
        "countersign-examples",
        "xtask",
    ];

    const SOUND: &str = "
        countersign-password -> countersign-password-kernels
        countersign-hash-pool -> countersign-password
        countersign-hash-pool -> tokio
        countersign-issuer -> countersign-jose
        countersign-issuer -> countersign-password
        countersign-store -> countersign-issuer
        countersign-store -> countersign-jose
        countersign-store -> rusqlite
        countersign-fetch -> reqwest
        reqwest -> hyper
        countersign-api -> countersign-fetch
        countersign-api -> countersign-jose
        countersign-api -> axum
        axum -> hyper
        axum -> tokio
        countersign-server -> countersign-api
        countersign-server -> countersign-hash-pool
        countersign-server -> countersign-store
        countersign-server -dev-> countersign-testkit
        countersign-examples -> countersign-server
        countersign-examples -dev-> countersign-testkit
        countersign-jose -dev-> rand
        countersign-api -dev-> countersign-store
        xtask -> countersign-testkit
    ";

    fn broken(edges: &str) -> Vec<String> {
        broken_rules(&graph(MEMBERS, &format!("{SOUND}\n{edges}")))
    }

    #[test]
    fn the_house_as_drawn_breaks_no_rule() {
        assert_eq!(broken(""), [""; 0]);
    }

    #[test]
    fn an_arrow_that_points_up_is_named_with_its_rule() {
        let broken = broken("countersign-jose -> countersign-api");
        let edge = "countersign-jose → countersign-api: jose depends on no crate of the workspace";
        assert!(broken.iter().any(|line| line == edge), "{broken:?}");
        let link = "countersign-jose → countersign-api → axum: jose never links axum";
        assert!(broken.iter().any(|line| line == link), "{broken:?}");
    }

    #[test]
    fn a_forbidden_package_behind_others_is_found() {
        let broken = broken("countersign-password -> argon2\n argon2 -> rand");
        let password = "countersign-password → argon2 → rand: password never links rand";
        assert!(broken.iter().any(|line| line == password), "{broken:?}");
    }

    #[test]
    fn an_api_never_carries_a_database() {
        let broken = broken("countersign-api -> cache\n cache -> rusqlite");
        let expected = "countersign-api → cache → rusqlite: api never links rusqlite";
        assert_eq!(broken, [expected]);
    }

    #[test]
    fn only_examples_depend_on_the_server() {
        assert_eq!(
            broken("countersign-api -dev-> countersign-server"),
            ["countersign-api → countersign-server (dev): only examples depend on the server"]
        );
        assert_eq!(
            broken("countersign-examples -dev-> countersign-server"),
            [""; 0]
        );
        assert_eq!(broken("countersign-testkit -> countersign-server").len(), 1);
    }

    #[test]
    fn testkit_is_linked_by_no_product_crate() {
        assert_eq!(
            broken("countersign-server -> countersign-testkit"),
            [
                "countersign-server → countersign-testkit: server depends only on api, hash-pool, issuer, \
                 jose, password, store"
            ]
        );
    }

    #[test]
    fn kernels_are_reached_through_password_alone() {
        assert_eq!(
            broken("countersign-issuer -> countersign-password-kernels"),
            [
                "countersign-issuer → countersign-password-kernels: issuer depends only on jose, \
                 password"
            ]
        );
    }

    #[test]
    fn the_hash_pool_knows_passwords_and_neither_the_issuer_nor_the_web() {
        assert_eq!(
            broken("countersign-hash-pool -> countersign-issuer"),
            ["countersign-hash-pool → countersign-issuer: hash-pool depends only on password"]
        );
        assert_eq!(
            broken("countersign-hash-pool -> axum")[0],
            "countersign-hash-pool → axum: hash-pool never links axum"
        );
    }

    #[test]
    fn one_crate_alone_may_have_unsafe_code() {
        let own = "[package]\n\n[lints.rust]\nunsafe_code = \"allow\"\n";
        let shared = "[package]\n\n[lints]\nworkspace = true\n";
        let allowed = |file, text| unsafe_allowed(Path::new(file), text).is_some();
        assert!(allowed("crates/jose/Cargo.toml", own));
        assert!(allowed("Cargo.toml", "[workspace]\n"));
        assert!(!allowed("crates/jose/Cargo.toml", shared));
        assert!(!allowed(WITH_UNSAFE, own));
    }

    #[test]
    fn a_member_without_a_layer_is_refused() {
        let broken = broken_rules(&graph(&["countersign-attic"], ""));
        assert_eq!(
            broken,
            ["countersign-attic has no layer: add it to xtask/src/layers.rs"]
        );
    }
}
