//! API and issuer in one program: the keys stay in memory, and no HTTP is spoken between them.
//! `cargo run --example one_process`, then open <http://127.0.0.1:8000/docs>.

use countersign_api::{Api, Bearer, DocsPage, Json, User};
use countersign_server::{Server, Settings};
use schemars::JsonSchema;
use serde::Serialize;

/// Something that somebody ordered.
#[derive(Serialize, JsonSchema)]
struct Order {
    number: u32,
    customer: String,
}

/// The orders of whoever asks.
async fn orders(user: Bearer<User>) -> Json<Vec<Order>> {
    Json(vec![Order {
        number: 1,
        customer: user.subject.clone(),
    }])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut settings = Settings::default();
    let mut arguments = std::env::args().skip(1);
    settings.listen = arguments
        .next()
        .unwrap_or("127.0.0.1:8000".into())
        .parse()?;
    settings.database = arguments
        .next()
        .unwrap_or("sqlite:shop.db".into())
        .parse()?;
    let listen = settings.listen;

    let server = Server::with_settings(settings).await?;
    if let Some(password) = server.admin_password() {
        announce(password);
    }
    Api::new("Shop", "1.0")
        .verifier(server.verifier(server.audience()))
        .docs(DocsPage::new().client_id("docs"))
        .get("/orders", orders)
        .mount(server.router()?)
        .serve(listen)
        .await?;
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "the one moment at which the password is known"
)]
fn announce(password: &str) {
    println!("sign in as admin with  {password}   (shown only now)");
}
