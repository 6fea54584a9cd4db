//! One run of the CLI, and what it said.

use serde_json::Value;

/// A run that has ended.
pub(super) struct Run {
    /// What was typed.
    command: String,
    /// The exit code; nothing when a signal ended it.
    code: Option<i32>,
    /// The messages of `-json`.
    messages: Vec<Value>,
    /// Everything that was printed.
    text: String,
}

/// A diagnostic of a run.
#[derive(Debug)]
pub(super) struct Told {
    /// `error` or `warning`
    severity: String,
    /// Summary and detail.
    pub(super) text: String,
    /// The resource.
    address: String,
    /// The line of the configuration that it points at.
    line: String,
}

impl Run {
    pub(super) fn new(command: String, code: Option<i32>, stdout: &[u8], stderr: &[u8]) -> Self {
        let stdout = String::from_utf8_lossy(stdout);
        let lines = stdout.lines();
        let messages = lines.filter_map(|line| serde_json::from_str(line).ok());
        Self {
            messages: messages.collect(),
            text: format!("{stdout}{}", String::from_utf8_lossy(stderr)),
            command,
            code,
        }
    }

    /// What was printed, the frames and line breaks of diagnostics taken out.
    pub(super) fn words(&self) -> String {
        let plain = self.text.replace(['│', '╷', '╵'], " ");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What was printed, as it was.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The same without the lines of the configuration that the CLI shows as the user wrote them.
    pub(super) fn said(&self) -> String {
        let said = self.text.lines().map(|line| {
            let Ok(mut message) = serde_json::from_str::<Value>(line) else {
                return line.to_owned();
            };
            message["diagnostic"]["snippet"].take();
            message.to_string()
        });
        said.collect()
    }

    /// Its errors and warnings, without the CLI's own about the way the tests install the provider.
    pub(super) fn told(&self) -> Vec<Told> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.messages
            .iter()
            .map(|message| &message["diagnostic"])
            .filter(|diagnostic| !diagnostic.is_null())
            .map(|diagnostic| Told {
                severity: text(&diagnostic["severity"]),
                text: format!(
                    "{}\n{}",
                    text(&diagnostic["summary"]),
                    text(&diagnostic["detail"])
                ),
                address: text(&diagnostic["address"]),
                line: text(&diagnostic["snippet"]["code"]),
            })
            .filter(|told| !told.text.contains("development overrides"))
            .collect()
    }

    fn of(&self, severity: &str) -> Vec<Told> {
        let told = self.told().into_iter();
        told.filter(|one| one.severity == severity).collect()
    }

    /// Its warnings.
    pub(super) fn warnings(&self) -> Vec<Told> {
        self.of("warning")
    }

    /// Its errors.
    pub(super) fn errors(&self) -> Vec<Told> {
        self.of("error")
    }

    /// What it plans: action and address, in the order of the addresses.
    pub(super) fn changes(&self) -> Vec<(String, String)> {
        let changes = self.messages.iter();
        let changes = changes.filter(|message| message["type"] == "planned_change");
        let mut changes: Vec<_> = changes
            .map(|message| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let change = &message["change"];
                (text(&change["action"]), text(&change["resource"]["addr"]))
            })
            .collect();
        changes.sort_by(|one, other| one.1.cmp(&other.1));
        changes
    }

    /// What its errors say to import: the address of who fails, and the id in the block that is shown.
    pub(super) fn import_blocks(&self) -> Vec<(String, String)> {
        let shown = |one: Told| {
            let (_, block) = one.text.split_once("import {")?;
            let (_, id) = block.split_once("id = \"")?;
            let (id, _) = id.split_once('"')?;
            Some((one.address, id.to_owned()))
        };
        self.errors().into_iter().filter_map(shown).collect()
    }

    /// It did what was asked.
    #[track_caller]
    pub(super) fn succeeds(self) -> Self {
        assert!(matches!(self.code, Some(0 | 2)), "{self}");
        self
    }

    /// It did not.
    #[track_caller]
    pub(super) fn fails(self) -> Self {
        assert_eq!(self.code, Some(1), "{self}");
        self
    }

    /// A plan with these actions and no other.
    #[track_caller]
    pub(super) fn plans(self, wanted: &[(&str, &str)]) -> Self {
        let run = self.succeeds();
        let changes = run.changes();
        let found: Vec<_> = changes
            .iter()
            .map(|(action, address)| (action.as_str(), address.as_str()))
            .collect();
        assert_eq!(found, wanted, "{run}");
        run
    }

    /// A plan without actions, which its exit code says, too.
    #[track_caller]
    pub(super) fn plans_nothing(self) -> Self {
        let run = self.plans(&[]);
        assert_eq!(run.code, Some(0), "{run}");
        run
    }

    /// One of its warnings says all of this.
    #[track_caller]
    pub(super) fn warns(self, wanted: &[&str]) -> Self {
        assert!(one_says(&self.warnings(), wanted), "{wanted:?}: {self}");
        self
    }

    /// It warned of nothing.
    #[track_caller]
    pub(super) fn warns_of_nothing(self) -> Self {
        assert!(self.warnings().is_empty(), "{self}");
        self
    }

    /// It failed, and one of its errors says all of this.
    #[track_caller]
    pub(super) fn refuses(self, wanted: &[&str]) -> Self {
        let run = self.fails();
        assert!(one_says(&run.errors(), wanted), "{wanted:?}: {run}");
        run
    }

    /// It failed, and an error that points at `line` says all of this.
    #[track_caller]
    pub(super) fn refuses_at(self, line: &str, wanted: &[&str]) -> Self {
        let run = self.fails();
        let mut errors = run.errors();
        errors.retain(|one| one.line.trim_start().starts_with(line));
        assert!(one_says(&errors, wanted), "{line:?}: {wanted:?}: {run}");
        run
    }

    /// Its only error is about this resource.
    #[track_caller]
    pub(super) fn only_about(self, address: &str) -> Self {
        let errors = self.errors();
        let about: Vec<_> = errors.iter().map(|one| one.address.as_str()).collect();
        assert_eq!(about, [address], "{self}");
        self
    }
}

fn one_says(told: &[Told], wanted: &[&str]) -> bool {
    let says = |one: &Told| wanted.iter().all(|words| one.text.contains(words));
    told.iter().any(says)
}

/// For whoever reads a failed test.
impl std::fmt::Display for Run {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (command, code) = (&self.command, self.code);
        writeln!(formatter, "\n{command} ended with {code:?}")?;
        for (action, address) in self.changes() {
            writeln!(formatter, "  {action} {address}")?;
        }
        for told in self.told() {
            let Told {
                severity,
                text,
                address,
                line,
            } = told;
            writeln!(formatter, "  {severity} of {address} at {line:?}: {text}\n")?;
        }
        if self.messages.is_empty() {
            formatter.write_str(&self.text)?;
        }
        Ok(())
    }
}
