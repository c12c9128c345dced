//! A headless Chromium, driven over W3C WebDriver.
//!
//! The protocol is a few JSON requests to a loopback server, so the client is this file on top of
//! the HTTP client beside it. `fantoccini`, the usual client, brings 30 crates that nothing else
//! here needs (measured on version 0.22 without TLS), most of them second versions of crates that
//! are in the tree already: http 0.2, cookie twice, an older ICU, syn 2, thiserror 1.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::{Request, Response};
use crate::process::Process;

/// How long an element or a condition may take to appear, in milliseconds.
const APPEAR_MS: u32 = 10_000;

/// How often a wait starts again after the page that it watched was left for another.
const NAVIGATIONS: u32 = 5;

/// WebDriver 12: the key under which a reference to an element stands.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One browser session with a fresh profile. It reaches loopback addresses only. Dropping it
/// closes the browser.
///
/// ```no_run
/// # use countersign_testkit::Browser;
/// let browser = Browser::open()?;
/// browser.goto("http://127.0.0.1:8000/docs")?;
/// browser.find_text("button", "Authorize")?.click()?;
/// browser.find("input[name=username]")?.type_text("admin")?;
/// browser.screenshot("docs.png".as_ref())?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Browser {
    session: String,
    // Fields drop in this order: the browser is gone before its profile is deleted.
    _driver: Driver,
    _profile: TempDir,
}

/// A `chromedriver` on a free port.
#[derive(Debug)]
struct Driver {
    origin: String,
    _process: Process,
}

/// An element of the page that a [`Browser`] shows.
#[derive(Debug)]
pub struct Element<'b> {
    browser: &'b Browser,
    path: String,
}

impl Browser {
    /// Starts `chromedriver` on a free port and opens a headless Chromium.
    ///
    /// # Errors
    ///
    /// `chromedriver` or Chromium is missing or does not start.
    pub fn open() -> io::Result<Self> {
        let driver = Driver::start()?;
        let profile = tempfile::tempdir()?;
        let sessions = format!("{}/session", driver.origin);
        let created = Request::post(&sessions)
            .json(&capabilities(profile.path()))
            .send()?;
        let created = value_of(&created)?;
        let id = created["sessionId"].as_str().unwrap_or_default();
        Ok(Self {
            session: format!("{sessions}/{id}"),
            _driver: driver,
            _profile: profile,
        })
    }

    /// Goes to `url` and waits until it has loaded.
    ///
    /// # Errors
    ///
    /// The page cannot be reached.
    pub fn goto(&self, url: &str) -> io::Result<()> {
        self.post("/url", &json!({ "url": url })).map(drop)
    }

    /// Waits for a visible element that matches the CSS selector.
    ///
    /// # Errors
    ///
    /// None appears in time; the message holds the page's text.
    pub fn find(&self, css: &str) -> io::Result<Element<'_>> {
        self.find_text(css, "")
    }

    /// Waits for a visible element that matches the CSS selector and whose text contains `text`.
    ///
    /// # Errors
    ///
    /// As [`Browser::find`].
    pub fn find_text(&self, css: &str, text: &str) -> io::Result<Element<'_>> {
        let (css, text) = (json!(css), json!(text));
        let found = self.until(&format!(
            "[...document.querySelectorAll({css})]
                .find(it => it.checkVisibility() && it.textContent.includes({text}))"
        ))?;
        let id = found[ELEMENT]
            .as_str()
            .ok_or_else(|| io::Error::other(format!("{css} gave {found} and no element")))?;
        Ok(Element {
            browser: self,
            path: format!("/element/{id}"),
        })
    }

    /// Waits until a JavaScript expression, tried at every frame, is truthy, and returns its
    /// value. The wait survives a change of page.
    ///
    /// # Errors
    ///
    /// The expression throws, or is not truthy in time; the message holds the page's text.
    pub fn until(&self, expression: &str) -> io::Result<Value> {
        let script = format!(
            "const done = arguments[0];
             const look = () => {{
                 const found = {expression};
                 if (found) done(found); else requestAnimationFrame(look);
             }};
             look();"
        );
        let wait = || self.post("/execute/async", &json!({ "script": script, "args": [] }));
        let mut outcome = wait();
        for _ in 0..NAVIGATIONS {
            match &outcome {
                Err(error) if error.to_string().contains("document unloaded") => outcome = wait(),
                _ => break,
            }
        }
        outcome.map_err(|error| {
            let page = self.evaluate("[location.href, document.body.innerText].join('\\n')");
            let page = page.unwrap_or_default();
            io::Error::other(format!("waiting for {expression}\n{error}\npage: {page:#}"))
        })
    }

    /// The value of a JavaScript expression now.
    ///
    /// # Errors
    ///
    /// The expression throws.
    pub fn evaluate(&self, expression: &str) -> io::Result<Value> {
        let script = format!("return {expression};");
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What the console showed as an error since the last call: failed scripts, requests that
    /// were refused or blocked, violations of a content security policy.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub fn console_errors(&self) -> io::Result<Vec<String>> {
        let entries = self.post("/se/log", &json!({ "type": "browser" }))?;
        let errors = entries.as_array().into_iter().flatten();
        Ok(errors
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect())
    }

    /// Writes a PNG of the visible part of the page.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn screenshot(&self, file: &Path) -> io::Result<()> {
        let url = format!("{}/screenshot", self.session);
        let encoded = value_of(&Request::get(&url).send()?)?;
        let picture = base64_simd::STANDARD
            .decode_to_vec(encoded.as_str().unwrap_or_default())
            .map_err(io::Error::other)?;
        fs::write(file, picture)
    }

    fn post(&self, path: &str, body: &Value) -> io::Result<Value> {
        let url = format!("{}{path}", self.session);
        value_of(&Request::post(&url).json(body).send()?)
    }
}

impl Element<'_> {
    /// Scrolls to the element and clicks on its middle.
    ///
    /// # Errors
    ///
    /// It is gone, disabled, or covered by another element.
    pub fn click(&self) -> io::Result<()> {
        self.post("/click", &json!({})).map(drop)
    }

    /// Types `text` into the element, key by key.
    ///
    /// # Errors
    ///
    /// It is gone or takes no keys.
    pub fn type_text(&self, text: &str) -> io::Result<()> {
        self.post("/value", &json!({ "text": text })).map(drop)
    }

    /// The text as a person sees it.
    ///
    /// # Errors
    ///
    /// The element is gone.
    pub fn text(&self) -> io::Result<String> {
        let url = format!("{}{}/text", self.browser.session, self.path);
        let text = value_of(&Request::get(&url).send()?)?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    fn post(&self, action: &str, body: &Value) -> io::Result<Value> {
        self.browser.post(&format!("{}{action}", self.path), body)
    }
}

impl Driver {
    fn start() -> io::Result<Self> {
        let mut process = Process::start(Command::new("chromedriver").arg("--port=0"))?;
        let port = port_in(&process.line_with("started successfully on port")?)?;
        Ok(Self {
            origin: format!("http://127.0.0.1:{port}"),
            _process: process,
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Closes every browser that the driver started, even one that never became a session. A
        // driver that does not answer has closed already.
        let url = format!("{}/shutdown", self.origin);
        Request::get(&url).send().ok();
    }
}

fn port_in(line: &str) -> io::Result<u16> {
    line.trim_end_matches(['\n', '\r', '.'])
        .rsplit(' ')
        .next()
        .and_then(|port| port.parse().ok())
        .ok_or_else(|| io::Error::other(format!("chromedriver names no port in {line:?}")))
}

fn capabilities(profile: &Path) -> Value {
    let profile = format!("--user-data-dir={}", profile.display());
    json!({ "capabilities": { "alwaysMatch": {
        "goog:chromeOptions": { "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--no-proxy-server",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
            "--window-size=1280,900",
            profile,
        ] },
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": APPEAR_MS, "pageLoad": 30_000 },
    } } })
}

/// WebDriver 6.3: every answer is `{"value": …}`, an error among them has its own shape.
fn value_of(response: &Response) -> io::Result<Value> {
    let mut answer = response.json()?;
    let value = answer["value"].take();
    if response.status == 200 {
        return Ok(value);
    }
    let (error, message) = (&value["error"], &value["message"]);
    Err(io::Error::other(format!("{error}: {message}")))
}
