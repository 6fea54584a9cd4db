//! A headless browser, driven over the DevTools protocol through a pair of pipes.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A page that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one tab. It ends with this.
pub(super) struct Browser {
    _child: Child,
    _profile: TempDir,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    last: u64,
    session: Option<String>,
    /// What the tab complained of: errors of scripts, what the content security policy has blocked.
    complaints: Vec<Value>,
}

impl Browser {
    pub(super) async fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let name = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
        // It reads commands from descriptor 3 and writes to 4.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .args(["sh", &name, "--headless", "--disable-gpu"])
            // As root there is no sandbox; the only pages are ours.
            .args([
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
            ])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut browser = Self {
            commands: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            _child: child,
            _profile: profile,
            last: 0,
            session: None,
            complaints: Vec::new(),
        };
        let tab = json!({ "url": "about:blank" });
        let tab = browser.call("Target.createTarget", &tab).await;
        let attach = json!({ "targetId": tab["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", &attach).await;
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Log", "Runtime"] {
            browser.call(&format!("{domain}.enable"), &json!({})).await;
        }
        browser
    }

    /// One command of the protocol, and its result.
    async fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        let text = format!("{command}\0");
        self.commands.write_all(text.as_bytes()).await.unwrap();
        loop {
            let mut text = Vec::new();
            let reading = self.answers.read_until(0, &mut text);
            let read = tokio::time::timeout(PATIENCE, reading).await;
            let read = read.unwrap_or_else(|_| panic!("{method} hangs")).unwrap();
            assert_ne!(
                read, 0,
                "the browser has ended; is there one? CHROMIUM names it"
            );
            let mut message: Value = serde_json::from_slice(&text[..text.len() - 1]).unwrap();
            if message["id"] == self.last {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].take();
            }
            let event = message["method"].as_str().unwrap_or_default();
            if ["Log.entryAdded", "Runtime.exceptionThrown"].contains(&event) {
                self.complaints.push(message["params"].take());
            }
        }
    }

    pub(super) async fn open(&mut self, url: &str) {
        self.call("Page.navigate", &json!({ "url": url })).await;
    }

    /// What an expression is in the page.
    pub(super) async fn value(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut found = self.call("Runtime.evaluate", &asked).await;
        assert!(found["exceptionDetails"].is_null(), "{expression}: {found}");
        found["result"]["value"].take()
    }

    /// Waits until the page shows all of this.
    pub(super) async fn shows(&mut self, words: &[&str]) {
        let test = format!(
            "{}.every(one => document.body?.innerText.includes(one))",
            json!(words)
        );
        let shown = async {
            while self.value(&test).await != true {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let shown = tokio::time::timeout(PATIENCE, shown).await.is_ok();
        let text = self.value("document.body?.innerText").await;
        assert!(shown, "{words:?}: {text}");
    }

    /// A click of the mouse in the middle of the one element that has this name for assistive technology.
    pub(super) async fn click(&mut self, label: &str) {
        let place = format!(
            "(() => {{
               const all = [...document.querySelectorAll('button')];
               const found = all.filter(one => (one.ariaLabel ?? one.textContent) === {});
               if (found.length !== 1) throw new Error(`${{found.length}} such buttons`);
               found[0].scrollIntoView({{ block: 'center' }});
               const box = found[0].getBoundingClientRect();
               return {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }};
             }})()",
            json!(label)
        );
        let place = self.value(&place).await;
        for kind in ["mousePressed", "mouseReleased"] {
            let mut event = place.clone();
            event["type"] = json!(kind);
            event["button"] = json!("left");
            event["clickCount"] = json!(1);
            self.call("Input.dispatchMouseEvent", &event).await;
        }
    }

    /// Sets the size of the tab, in which nothing may stand out at the right.
    pub(super) async fn fits(&mut self, (width, height): (u32, u32), picture: Option<&Path>) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &size).await;
        let needed = self.value("document.documentElement.scrollWidth").await;
        assert_eq!(needed, width, "it does not fit");
        if let Some(picture) = picture {
            let taken = self.call("Page.captureScreenshot", &json!({})).await;
            let data = taken["data"].as_str().unwrap();
            let data = base64::engine::general_purpose::STANDARD.decode(data);
            std::fs::write(picture, data.unwrap()).unwrap();
        }
    }

    /// What the tab complained of so far.
    pub(super) fn complaints(&self) -> &[Value] {
        &self.complaints
    }
}
