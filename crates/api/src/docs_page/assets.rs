//! The files of the page.

use std::hash::{DefaultHasher, Hasher};

pub(super) const INDEX: &str = include_str!("../../assets/index.html");
pub(super) const REDIRECT: &str = include_str!("../../assets/oauth2-redirect.html");

/// A file under the page's path.
#[derive(Debug)]
pub(super) struct Asset {
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
    pub(super) is_gzip: bool,
    pub(super) bytes: &'static [u8],
}

// Swagger UI 5.35.0: see assets/swagger-ui/README.md.
static ALL: [Asset; 6] = [
    Asset {
        name: "swagger-ui-bundle.js",
        media_type: "text/javascript; charset=utf-8",
        is_gzip: true,
        bytes: include_bytes!("../../assets/swagger-ui/swagger-ui-bundle.js.gz"),
    },
    Asset {
        name: "swagger-ui.css",
        media_type: "text/css; charset=utf-8",
        is_gzip: true,
        bytes: include_bytes!("../../assets/swagger-ui/swagger-ui.css.gz"),
    },
    Asset {
        name: "init.js",
        media_type: "text/javascript; charset=utf-8",
        is_gzip: false,
        bytes: include_bytes!("../../assets/init.js"),
    },
    Asset {
        name: "oauth2-redirect.js",
        media_type: "text/javascript; charset=utf-8",
        is_gzip: false,
        bytes: include_bytes!("../../assets/swagger-ui/oauth2-redirect.js"),
    },
    Asset {
        name: "oauth2-redirect.html",
        media_type: "text/html",
        is_gzip: false,
        bytes: REDIRECT.as_bytes(),
    },
    Asset {
        name: "favicon-32x32.png",
        media_type: "image/png",
        is_gzip: false,
        bytes: include_bytes!("../../assets/swagger-ui/favicon-32x32.png"),
    },
];

pub(super) fn all() -> &'static [Asset] {
    &ALL
}

/// Names the content in URLs, so that caches may keep it for ever.
pub(super) fn version() -> String {
    // The large files change with their size; hashing half a megabyte would tell no more.
    let mut hasher = DefaultHasher::new();
    for asset in &ALL {
        hasher.write_usize(asset.bytes.len());
        if !asset.is_gzip {
            hasher.write(asset.bytes);
        }
    }
    format!("{:016x}", hasher.finish())
}
