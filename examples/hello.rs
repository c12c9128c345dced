//! The smallest protected API. Start `countersign serve`, then this; then, with a token:
//! `curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:3000/hello`

use countersign_api::{Api, Bearer, User, Verifier, scopes};

scopes! {
    /// Read your own profile.
    ProfileRead = "profile:read";
}

async fn hello(user: Bearer<User, ProfileRead>) -> String {
    format!("Hello, {}", user.subject)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let issuer = arguments.next().unwrap_or("http://127.0.0.1:8000".into());
    let listen = arguments.next().unwrap_or("127.0.0.1:3000".into());
    let verifier = Verifier::discover(&issuer, &issuer).await?;
    Api::new("Hello", "1.0")
        .verifier(verifier)
        .get("/hello", hello)
        .serve(listen)
        .await?;
    Ok(())
}
