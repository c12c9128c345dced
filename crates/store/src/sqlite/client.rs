//! Clients.

use super::engine::{all as rows, column, corrupt, guarded, one, parsed, seconds, time, words};
use countersign_issuer::{
    Client, ClientCommit, ClientId, ClientKind, Outcome, SecretDigest, StoreError,
};
use countersign_jose::Scopes;
use rusqlite::{Connection, Row, params};

const COLUMNS: &str =
    "id, name, secret_digest, grant_types, redirect_uris, scopes, first_party, created_at";

pub(super) fn by_id(connection: &Connection, id: &ClientId) -> Result<Option<Client>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM clients WHERE id = ?1");
    one(connection, &sql, [id.as_str()], client)
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Client>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM clients ORDER BY id");
    rows(connection, &sql, [], client)
}

fn client(row: &Row<'_>) -> Result<Client, StoreError> {
    let digest: Option<[u8; 32]> = column(row, "secret_digest")?;
    let grant_types = words(&column::<String>(row, "grant_types")?);
    Ok(Client {
        id: parsed(row, "id", ClientId::parse)?,
        name: column(row, "name")?,
        kind: digest.map_or(ClientKind::Public, |bytes| {
            ClientKind::Confidential(SecretDigest::from_bytes(bytes))
        }),
        grant_types: grant_types
            .iter()
            .map(|name| name.parse().map_err(|error| corrupt("grant_types", &error)))
            .collect::<Result<_, _>>()?,
        redirect_uris: words(&column::<String>(row, "redirect_uris")?),
        scopes: parsed(row, "scopes", Scopes::parse)?,
        first_party: column(row, "first_party")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn apply(connection: &Connection, commit: &ClientCommit) -> rusqlite::Result<Outcome> {
    match commit {
        ClientCommit::Add(client) => add(connection, client),
        // Grants go with it: ON DELETE CASCADE.
        ClientCommit::Remove(id) => guarded(
            connection,
            "DELETE FROM clients WHERE id = ?1",
            [id.as_str()],
        ),
    }
}

pub(super) fn add(connection: &Connection, client: &Client) -> rusqlite::Result<Outcome> {
    let grant_types = client.grant_types.iter().map(|grant| grant.as_str());
    let digest = match &client.kind {
        ClientKind::Public => None,
        ClientKind::Confidential(digest) => Some(digest.as_bytes()),
    };
    guarded(
        connection,
        "INSERT INTO clients (id, name, secret_digest, grant_types, redirect_uris, scopes,
                              first_party, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        params![
            client.id.as_str(),
            client.name,
            digest,
            grant_types.collect::<Vec<_>>().join(" "),
            client.redirect_uris.join(" "),
            client.scopes.as_str(),
            client.first_party,
            seconds(client.created_at)
        ],
    )
}
