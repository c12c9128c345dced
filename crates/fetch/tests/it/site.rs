//! A server on loopback that gives one answer to everybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_fetch::Url;
use tokio::io::Interest;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub(crate) struct Site {
    port: u16,
    connected: Arc<AtomicUsize>,
    // Stops with the test.
    _server: JoinSet<()>,
}

impl Site {
    /// `answer` is the whole answer, after which the connection ends.
    pub(crate) async fn start(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connected = Arc::new(AtomicUsize::new(0));

        let counter = Arc::clone(&connected);
        let mut server = JoinSet::new();
        server.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a caller");
                counter.fetch_add(1, Ordering::SeqCst);
                serve(&stream, answer.as_bytes()).await;
            }
        });
        Self {
            port,
            connected,
            _server: server,
        }
    }

    pub(crate) fn url(&self, scheme: &str, host: &str) -> Url {
        Url::parse(&format!("{scheme}://{host}:{}/document", self.port)).expect("a URL")
    }

    /// How many connections there have been.
    pub(crate) fn connected(&self) -> usize {
        self.connected.load(Ordering::SeqCst)
    }
}

/// A caller who hangs up before the end is no fault of the server.
async fn serve(stream: &TcpStream, mut answer: &[u8]) {
    let head = stream.async_io(Interest::READABLE, || stream.try_read(&mut [0; 4096]));
    if head.await.is_err() {
        return;
    }

    while !answer.is_empty() {
        let sent = stream.async_io(Interest::WRITABLE, || stream.try_write(answer));
        match sent.await {
            Ok(sent) => answer = &answer[sent..],
            Err(_) => return,
        }
    }
}

/// 200 with this body.
pub(crate) fn ok(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
}
