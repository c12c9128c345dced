//! The first start.

use super::tables::Tables;
use super::{client, key, user};
use countersign_issuer::{Founding, Outcome};

pub(super) fn apply(tables: &mut Tables, founding: Founding) -> Outcome {
    let is_taken = tables.is_founded
        || user::named(tables, &founding.admin.username).is_some()
        || tables.clients.contains_key(&founding.docs_client.id);
    if is_taken {
        return Outcome::Lost;
    }

    tables.is_founded = true;
    let added = [
        key::add(tables, founding.signing_key),
        key::add_root(tables, founding.root_secret),
        user::add(tables, founding.admin),
        client::add(tables, founding.docs_client),
    ];
    debug_assert_eq!(added, [Outcome::Won; 4]);
    Outcome::Won
}
