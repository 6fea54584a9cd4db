//! Log lines as Terraform reads them: hclog's JSON on stderr, only ours, and only when asked for.
//!
//! What may be logged is decided where events are written: method, host, path, status, request id
//! and time of a call, never a header or a body. What stands in them all the same, secrets or control
//! characters that a cloud sent, is taken out here.
//! Source: `log_entry.go` of hashicorp/go-plugin.

use std::fmt;
use std::io::Write;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Metadata, Subscriber, span};

use crate::operation::Clock;
use crate::sanitize;

/// Our events' target. Events of crates that we use are none of the user's business, and nobody has
/// checked them for secrets.
const TARGET: &str = "vpcconnect";

/// The longest text of a field, in characters.
const LONGEST: usize = 2000;

/// How much to log, by the variables of the host; `None` for nothing.
///
/// `TF_LOG_PROVIDER` comes before `TF_LOG`; an unknown word means everything, as in Terraform.
pub fn level(env: impl Fn(&str) -> Option<String>) -> Option<Level> {
    let word = ["TF_LOG_PROVIDER_VPCCONNECT", "TF_LOG_PROVIDER", "TF_LOG"]
        .into_iter()
        .find_map(|name| env(name).filter(|value| !value.is_empty()))?;
    match word.to_ascii_uppercase().as_str() {
        "OFF" => None,
        "ERROR" => Some(Level::ERROR),
        "WARN" => Some(Level::WARN),
        "INFO" => Some(Level::INFO),
        "DEBUG" => Some(Level::DEBUG),
        _ => Some(Level::TRACE),
    }
}

/// Logs from here on.
pub fn start(level: Level) {
    // Fails only when something logs already, which is as good.
    let _ = tracing::subscriber::set_global_default(Lines {
        level,
        clock: Clock::System,
    });
}

struct Lines {
    level: Level,
    clock: Clock,
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && *metadata.level() <= self.level && metadata.is_event()
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.level))
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = line(&self.clock, event);
        line.push('\n');
        // A log that cannot be written is no reason to fail.
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }

    // We have no spans.
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn line(clock: &Clock, event: &Event<'_>) -> String {
    let level = match *event.metadata().level() {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    };
    let mut fields = Fields(Map::new());
    fields.0.insert("@level".to_owned(), level.into());
    fields.0.insert("@module".to_owned(), TARGET.into());
    // Microseconds exactly: with any other precision the host takes the line for plain text.
    let now = clock.now().strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    fields.0.insert("@timestamp".to_owned(), now.into());
    event.record(&mut fields);
    Value::Object(fields.0).to_string()
}

struct Fields(Map<String, Value>);

impl Fields {
    fn set(&mut self, field: &Field, value: Value) {
        let name = match field.name() {
            "message" => "@message",
            name => name,
        };
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, sanitize::line(value, LONGEST).into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn the_levels_of_terraform() {
        let told = |name: &'static str, word: &'static str| {
            level(move |asked| (asked == name).then(|| word.to_owned()))
        };
        assert_eq!(told("TF_LOG", "warn"), Some(Level::WARN));
        assert_eq!(told("TF_LOG_PROVIDER", "JSON"), Some(Level::TRACE));
        assert_eq!(told("TF_LOG_PROVIDER", "OFF"), None);
        assert_eq!(told("TF_LOG_CORE", "TRACE"), None);
    }

    #[derive(Clone, Default)]
    struct Capture(Arc<Mutex<Vec<String>>>);

    impl Subscriber for Capture {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn event(&self, event: &Event<'_>) {
            let clock = Clock::starting_at(jiff::Timestamp::UNIX_EPOCH);
            self.0.lock().unwrap().push(line(&clock, event));
        }
        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }
        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_is_hclog_json() {
        let capture = Capture::default();
        tracing::subscriber::with_default(capture.clone(), || {
            tracing::debug!(target: "vpcconnect", status = 200, path = "/v2.0", "called");
        });
        let lines = capture.0.lock().unwrap();
        let line: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(line["@level"], "debug");
        assert_eq!(line["@message"], "called");
        assert_eq!(line["@timestamp"], "1970-01-01T00:00:00.000000Z");
        assert_eq!(line["status"], 200);
        assert_eq!(line["path"], "/v2.0");
    }

    #[tokio::test(start_paused = true)]
    async fn a_field_holds_no_secret_and_no_escape_sequence() {
        sanitize::hide("log-canary", "secret_key");
        let capture = Capture::default();
        tracing::subscriber::with_default(capture.clone(), || {
            let error = format!("log-canary\x1b[2J{}", "x".repeat(100_000));
            tracing::debug!(target: "vpcconnect", %error, path = "log-canary", shape = ?error, "called");
        });
        let lines = capture.0.lock().unwrap();
        assert!(lines[0].len() < 10_000 && !lines[0].contains("canary"));
        let line: Value = serde_json::from_str(&lines[0]).unwrap();
        let error = line["error"].as_str().unwrap();
        assert!(error.starts_with("[secret_key]\\u{1b}[2J"), "{error}");
        assert_eq!(line["path"], "[secret_key]");
    }
}
