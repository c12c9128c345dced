//! A store whose operations park.

use super::desk::Desk;
use countersign_issuer::{
    Client, ClientId, Commit, GrantAndUser, GrantCommit, GrantId, KeyRecord, Outcome, RootRecord,
    Store, StoreFuture, Timed, User, UserId, Username,
};
use countersign_jose::UnixTime;
use countersign_password::Cost;
use std::sync::Arc;

/// A store in front of another one. Each operation parks once, and then happens in the other one.
#[derive(Debug)]
pub struct ParkingStore {
    inner: Arc<dyn Store>,
    desk: Arc<Desk>,
    redeems_twice: bool,
}

impl ParkingStore {
    /// Parks at that desk what is asked of that store.
    #[must_use]
    pub const fn new(inner: Arc<dyn Store>, desk: Arc<Desk>) -> Self {
        Self {
            inner,
            desk,
            redeems_twice: false,
        }
    }

    /// Plants a fault: whoever loses a rotation is told to have won. What looks for double
    /// redemptions has to find it.
    #[must_use]
    pub fn with_double_redemption(self) -> Self {
        Self {
            redeems_twice: true,
            ..self
        }
    }

    fn parked<'a, T: Send + 'a>(
        &'a self,
        name: impl Into<String>,
        then: impl FnOnce(&'a dyn Store) -> StoreFuture<'a, T> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        let park = self.desk.park(name);
        Box::pin(async move {
            park.await;
            then(&*self.inner).await
        })
    }
}

impl Store for ParkingStore {
    fn is_founded(&self) -> StoreFuture<'_, bool> {
        self.parked("is_founded", |store| store.is_founded())
    }

    fn client<'a>(&'a self, id: &'a ClientId) -> StoreFuture<'a, Option<Client>> {
        self.parked("client", move |store| store.client(id))
    }

    fn clients(&self) -> StoreFuture<'_, Vec<Client>> {
        self.parked("clients", |store| store.clients())
    }

    fn user(&self, id: UserId) -> StoreFuture<'_, Option<User>> {
        self.parked("user", move |store| store.user(id))
    }

    fn user_named<'a>(&'a self, name: &'a Username) -> StoreFuture<'a, Option<User>> {
        self.parked("user_named", move |store| store.user_named(name))
    }

    fn password_costs_near(&self, id: UserId) -> StoreFuture<'_, Vec<(UserId, Cost)>> {
        self.parked("password_costs_near", move |store| {
            store.password_costs_near(id)
        })
    }

    fn users(&self) -> StoreFuture<'_, Vec<User>> {
        self.parked("users", |store| store.users())
    }

    fn still_stands<'a>(
        &'a self,
        client: &'a ClientId,
        registered_at: UnixTime,
        user: UserId,
        user_epoch: u32,
    ) -> StoreFuture<'a, bool> {
        self.parked("still_stands", move |store| {
            store.still_stands(client, registered_at, user, user_epoch)
        })
    }

    fn grant(&self, id: GrantId) -> StoreFuture<'_, Timed<Option<GrantAndUser>>> {
        self.parked("grant", move |store| store.grant(id))
    }

    fn signing_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        self.parked("signing_keys", |store| store.signing_keys())
    }

    fn root_secrets(&self) -> StoreFuture<'_, Vec<RootRecord>> {
        self.parked("root_secrets", |store| store.root_secrets())
    }

    fn version(&self) -> StoreFuture<'_, u64> {
        self.parked("version", |store| store.version())
    }

    fn commit(&self, commit: Commit) -> StoreFuture<'_, Timed<Outcome>> {
        let park = self.desk.park(name_of(&commit));
        Box::pin(async move {
            park.await;
            let mut answer = self.inner.commit(commit.clone()).await?;
            let is_rotation = matches!(commit, Commit::Grant(GrantCommit::Rotate { .. }));
            if self.redeems_twice && is_rotation {
                answer.value = Outcome::Won;
            }
            self.desk.note_commit(commit, answer.value);
            Ok(answer)
        })
    }
}

/// `Grant::Rotate` for a rotation: the variants' names, without what they hold.
fn name_of(commit: &Commit) -> String {
    let text = format!("{commit:?}");
    let words = text.split(['(', ' ', '{']).filter(|word| !word.is_empty());
    words.take(2).collect::<Vec<_>>().join("::")
}
