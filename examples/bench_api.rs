//! Two routes that do the same, one of them protected: what does the protection cost? Used by
//! `cargo xtask bench`, which starts it with the issuer's URL.

use countersign_api::{Api, Bearer, Client, Json, Verifier, scopes};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::Write;
use tokio::net::TcpListener;

scopes! {
    /// Be measured.
    BenchRead = "bench:read";
}

#[derive(Serialize, JsonSchema)]
struct Answer {
    message: &'static str,
}

const ANSWER: Json<Answer> = Json(Answer {
    message: "measured",
});

async fn open() -> Json<Answer> {
    ANSWER
}

async fn protected(_client: Bearer<Client, BenchRead>) -> Json<Answer> {
    ANSWER
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let issuer = std::env::args()
        .nth(1)
        .ok_or("usage: bench_api ISSUER_URL")?;
    let verifier = Verifier::discover(&issuer, &issuer).await?;
    let router = Api::new("Bench", "1.0")
        .verifier(verifier)
        .get("/protected", protected)
        .public(|public| public.get("/open", open))
        .into_router()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(
        std::io::stdout(),
        "serving http://{}",
        listener.local_addr()?
    )?;
    axum::serve(listener, router).await?;
    Ok(())
}
