//! A small blocking HTTP/1.1 client for loopback servers, one connection a request.
//!
//! It follows no redirect, keeps no cookie and speaks no TLS, so a test sees each answer as it
//! was sent.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// How long a server may stay silent.
const SILENCE: Duration = Duration::from_secs(60);

/// A request under construction.
///
/// ```no_run
/// # use countersign_testkit::Request;
/// let me = Request::get("http://127.0.0.1:8000/users/me").bearer("token").send()?;
/// assert_eq!(me.status, 401);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Request {
    method: &'static str,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// An answer, complete.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers in the order in which they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, out of its transfer coding.
    pub body: Vec<u8>,
}

impl Request {
    /// A GET of `url`, which starts with `http://HOST:PORT`.
    #[must_use]
    pub fn get(url: &str) -> Self {
        Self::new("GET", url)
    }

    /// A POST to `url`.
    #[must_use]
    pub fn post(url: &str) -> Self {
        Self::new("POST", url)
    }

    /// A DELETE of `url`.
    #[must_use]
    pub fn delete(url: &str) -> Self {
        Self::new("DELETE", url)
    }

    fn new(method: &'static str, url: &str) -> Self {
        let (url, headers, body) = (url.to_owned(), Vec::new(), Vec::new());
        Self {
            method,
            url,
            headers,
            body,
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds `Authorization: Bearer <token>`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// Sets the body and its content type.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("Content-Type", content_type)
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sets a form body.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", form_encoded(name), form_encoded(value)))
            .collect();
        self.body("application/x-www-form-urlencoded", pairs.join("&"))
    }

    /// Sends the request and reads the whole answer.
    ///
    /// # Errors
    ///
    /// No server listens, it stays silent for a minute, or its answer is not HTTP.
    pub fn send(&self) -> io::Result<Response> {
        let (host, path) = split_url(&self.url)?;
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(SILENCE))?;
        stream.write_all(&self.head(host, path)?)?;
        stream.write_all(&self.body)?;
        read_response(&mut BufReader::new(stream))
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.url)))
    }

    fn head(&self, host: &str, path: &str) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        write!(head, "{} {path} HTTP/1.1\r\nHost: {host}\r\n", self.method)?;
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n")?;
        }
        let length = self.body.len();
        write!(
            head,
            "Content-Length: {length}\r\nConnection: close\r\n\r\n"
        )?;
        Ok(head)
    }
}

impl Response {
    /// The first header called `name`, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let wanted = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name));
        wanted.map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// It is not JSON; the message holds the body.
    pub fn json(&self) -> io::Result<Value> {
        serde_json::from_slice(&self.body)
            .map_err(|error| io::Error::other(format!("{error} in {:?}", self.text())))
    }
}

fn split_url(url: &str) -> io::Result<(&str, &str)> {
    let rest = url.strip_prefix("http://").ok_or_else(|| {
        let message = format!("{url:?} does not start with http://");
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })?;
    Ok(match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, "/"),
    })
}

fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn read_response(stream: &mut impl BufRead) -> io::Result<Response> {
    let status_line = read_line(stream)?;
    let status = status_line
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.split(' ').next()?.parse().ok())
        .ok_or_else(|| malformed(&status_line))?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| malformed(&line))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut response = Response {
        status,
        headers,
        body: Vec::new(),
    };
    response.body = read_body(stream, &response)?;
    Ok(response)
}

/// RFC 9112 6.3: chunks, or as many bytes as announced, or all until the end.
fn read_body(stream: &mut impl BufRead, response: &Response) -> io::Result<Vec<u8>> {
    if response.header("transfer-encoding") == Some("chunked") {
        return read_chunks(stream);
    }
    let mut body = Vec::new();
    match response.header("content-length") {
        Some(length) => {
            body.resize(length.parse().map_err(|_| malformed(length))?, 0);
            stream.read_exact(&mut body)?;
        }
        None => drop(stream.read_to_end(&mut body)?),
    }
    Ok(body)
}

/// RFC 9112 7.1: size in hexadecimal, CRLF, that many bytes, CRLF; a size of zero ends.
fn read_chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(stream)?;
        let size = line.split(';').next().unwrap_or_default();
        let size = usize::from_str_radix(size.trim(), 16).map_err(|_| malformed(&line))?;
        if size == 0 {
            return Ok(body);
        }
        let start = body.len();
        body.resize(start + size, 0);
        stream.read_exact(body.split_at_mut(start).1)?;
        read_line(stream)?;
    }
}

fn read_line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    stream.read_until(b'\n', &mut line)?;
    match line.strip_suffix(b"\r\n") {
        Some(line) => Ok(String::from_utf8_lossy(line).into_owned()),
        None => Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the answer ends too early",
        )),
    }
}

fn malformed(part: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("no HTTP: {part:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(mut answer: &[u8]) -> io::Result<Response> {
        read_response(&mut answer)
    }

    #[test]
    fn a_chunked_body_is_joined() {
        let answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
            4\r\nWiki\r\n6;x=y\r\npedia \r\n0\r\n\r\n";
        let response = parse(answer).unwrap();
        assert_eq!(response.status, 200);
        assert_eq!(response.text(), "Wikipedia ");
    }

    #[test]
    fn a_body_ends_where_its_length_says() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nWikipedia";
        assert_eq!(parse(answer).unwrap().text(), "Wiki");
    }

    #[test]
    fn an_answer_cut_short_is_an_error() {
        let whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n0\r\n";
        assert!(parse(whole.as_bytes()).is_ok());
        for end in 0..whole.len() {
            assert!(parse(&whole.as_bytes()[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn header_names_match_in_any_case() {
        let answer = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n\r\n";
        let response = parse(answer).unwrap();
        assert_eq!(response.header("www-authenticate"), Some("Bearer"));
        assert_eq!(response.header("WWW-Authenticate"), Some("Bearer"));
    }

    #[test]
    fn form_fields_are_encoded() {
        let request = Request::post("http://h/").form(&[("a b", "p&=+ä")]);
        assert_eq!(request.body, b"a+b=p%26%3D%2B%C3%A4");
    }

    #[test]
    fn a_url_without_a_path_asks_for_the_root() {
        assert_eq!(split_url("http://h:1").unwrap(), ("h:1", "/"));
        assert_eq!(split_url("http://h:1/a?b").unwrap(), ("h:1", "/a?b"));
        assert!(split_url("https://h/").is_err());
    }
}
