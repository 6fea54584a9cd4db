//! A file, as tf-provider would have it written. Nothing in here knows who serves it.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tf_provider::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, Description, Schema,
};
use tf_provider::value::{Value, ValueEmpty, ValueNumber};
use tf_provider::{AttributePath, Diagnostics, Resource, map};

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Line {
    text: Value<String>,
    weight: Value<f64>,
}

/// The attributes of `example_file`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    id: Value<String>,
    path: Value<String>,
    lines: Value<Vec<Line>>,
    /// How often it was written, which the private state knows.
    writes: ValueNumber,
}

impl State {
    fn path(&self) -> String {
        self.path.clone().unwrap_or_default()
    }

    fn contents(&self) -> String {
        let lines = self.lines.clone().unwrap_or_default().into_iter();
        let lines = lines.map(|line| {
            let weight = line.weight.unwrap_or_default();
            format!("{weight} {}\n", line.text.unwrap_or_default())
        });
        lines.collect()
    }

    /// Writes the file for the time `writes`.
    fn written(mut self, writes: i64, diags: &mut Diagnostics) -> Option<(Self, ValueNumber)> {
        let path = self.path();
        if let Err(error) = std::fs::write(&path, self.contents()) {
            diags.root_error("The file was not written", format!("{path}: {error}."));
            return None;
        }
        self.id = Value::Value(path);
        self.writes = Value::Value(writes);
        Some((self, Value::Value(writes)))
    }
}

fn attribute(attr_type: AttributeType, constraint: AttributeConstraint, text: &str) -> Attribute {
    Attribute {
        attr_type,
        constraint,
        description: Description::markdown(text),
        ..Attribute::default()
    }
}

/// The resource.
pub(crate) struct File;

#[async_trait]
impl Resource for File {
    type State<'a> = State;
    type PrivateState<'a> = ValueNumber;
    type ProviderMetaState<'a> = ValueEmpty;

    fn schema(&self, _: &mut Diagnostics) -> Option<Schema> {
        use AttributeConstraint::{Computed, Optional, Required};
        use AttributeType::{AttributeList, Number, String};
        let line = map! {
            "text" => attribute(String, Required, "What it says."),
            "weight" => attribute(Number, Optional, "How much it matters."),
        };
        let attributes = map! {
            "id" => attribute(String, Computed, "The path."),
            "path" => attribute(String, Required, "Where it is, from the root."),
            "lines" => attribute(AttributeList(line), Optional, "What is in it."),
            "writes" => attribute(Number, Computed, "How often it was written."),
        };
        Some(Schema {
            version: 0,
            block: Block {
                attributes,
                description: Description::markdown("A file."),
                ..Block::default()
            },
        })
    }

    async fn validate<'a>(&self, diags: &mut Diagnostics, config: State) -> Option<()> {
        if matches!(&config.path, Value::Value(path) if !path.starts_with('/')) {
            let path = AttributePath::new("path");
            diags.error("A relative path", "It has to begin with a slash.", path);
            return None;
        }
        Some(())
    }

    async fn read<'a>(
        &self,
        _: &mut Diagnostics,
        state: State,
        private: ValueNumber,
        _: ValueEmpty,
    ) -> Option<(State, ValueNumber)> {
        // `None` says that it is gone.
        std::fs::metadata(state.path()).ok()?;
        Some((state, private))
    }

    async fn plan_create<'a>(
        &self,
        _: &mut Diagnostics,
        mut proposed: State,
        _: State,
        _: ValueEmpty,
    ) -> Option<(State, ValueNumber)> {
        proposed.id = Value::Unknown;
        proposed.writes = Value::Unknown;
        Some((proposed, Value::Null))
    }

    async fn plan_update<'a>(
        &self,
        _: &mut Diagnostics,
        prior: State,
        mut proposed: State,
        _: State,
        private: ValueNumber,
        _: ValueEmpty,
    ) -> Option<(State, ValueNumber, Vec<AttributePath>)> {
        let mut replace = Vec::new();
        if prior.path != proposed.path {
            replace.push(AttributePath::new("path"));
            proposed.id = Value::Unknown;
        }
        if !replace.is_empty() || prior.lines != proposed.lines {
            proposed.writes = Value::Unknown;
        }
        Some((proposed, private, replace))
    }

    async fn plan_destroy<'a>(
        &self,
        _: &mut Diagnostics,
        _: State,
        private: ValueNumber,
        _: ValueEmpty,
    ) -> Option<ValueNumber> {
        Some(private)
    }

    async fn create<'a>(
        &self,
        diags: &mut Diagnostics,
        planned: State,
        _: State,
        _: ValueNumber,
        _: ValueEmpty,
    ) -> Option<(State, ValueNumber)> {
        planned.written(1, diags)
    }

    async fn update<'a>(
        &self,
        diags: &mut Diagnostics,
        _: State,
        planned: State,
        _: State,
        private: ValueNumber,
        _: ValueEmpty,
    ) -> Option<(State, ValueNumber)> {
        planned.written(private.unwrap_or_default() + 1, diags)
    }

    async fn destroy<'a>(
        &self,
        _: &mut Diagnostics,
        state: State,
        _: ValueNumber,
        _: ValueEmpty,
    ) -> Option<()> {
        // Says nothing where it fails, which is easily written: the object stays in the state all the same.
        std::fs::remove_file(state.path()).ok()
    }

    async fn import<'a>(&self, _: &mut Diagnostics, id: String) -> Option<(State, ValueNumber)> {
        let state = State {
            id: Value::Value(id.clone()),
            path: Value::Value(id),
            lines: Value::Null,
            writes: Value::Null,
        };
        Some((state, Value::Null))
    }
}
