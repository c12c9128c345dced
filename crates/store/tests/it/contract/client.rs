//! Clients.

use super::fixture::{Fixture, lost, rotate, with_grant, won};
use countersign_issuer::ClientCommit;

pub(super) async fn a_removed_client_takes_its_grants_with_it(store: Fixture) {
    let grant = with_grant(&store).await;
    won(&store, ClientCommit::Remove(grant.client.clone())).await;
    assert!(store.client(&grant.client).await.unwrap().is_none());
    assert!(store.grant(grant.id).await.unwrap().value.is_none());
    lost(&store, rotate(&grant, 0)).await;
    lost(&store, ClientCommit::Remove(grant.client.clone())).await;
}
