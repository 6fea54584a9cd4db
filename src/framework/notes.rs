//! What a plan notes for the apply, and for the plan that the apply begins with.
//!
//! Core plans again when all is known, and holds that plan to the first one; what the first one has seen in the
//! cloud may be gone by then. Terraform since 1.16 (`store_planned_private`) shows the second plan the private
//! state of the first, and so what was noted there. Nothing is noted where the host does not. A note ends with
//! the apply.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::private::Private;
use super::resource::Context;
use super::schema::Schema;
use super::value::Value;

/// What a plan has done, and need not do again.
#[derive(Clone, Copy, Debug)]
pub enum Note {
    /// It has looked at the object with all arguments known.
    Looked,
    /// It has asked the cloud whether the apply would pass.
    Asked,
}

impl Note {
    fn name(self) -> &'static str {
        match self {
            Self::Looked => "plan.looked",
            Self::Asked => "plan.asked",
        }
    }
}

/// When the change was first planned.
const PLANNED_AT: &str = "plan.at";

/// What names the change to the cloud.
const TOKEN: &str = "plan.token";

impl<P> Context<'_, P> {
    /// Begins a plan. `earlier` is the private state of the plan that it repeats, empty for a first one; `None`
    /// where the host stores none.
    pub(super) fn begin_notes(&mut self, earlier: Option<&[u8]>) {
        // Those of the first half of a replacement are not about the second.
        self.private.take_notes();
        let Some(earlier) = earlier else { return };
        let earlier = Private::decode(earlier).take_notes();
        self.private.extend(&earlier);
        self.earlier = Some(earlier);
    }

    /// Whether the plan that this one repeats has done it.
    pub fn has_noted(&self, note: Note) -> bool {
        self.earlier
            .as_ref()
            .is_some_and(|notes| notes.has(note.name()))
    }

    /// Notes what this plan has done.
    pub fn note(&mut self, note: Note) {
        if self.earlier.is_some() {
            self.private.set(note.name());
        }
    }

    /// Names the planned change by a token and the time, so that a plan that is applied once more knows what it made.
    pub fn name_change<T: Default + Serialize>(&mut self) {
        if self.earlier.is_some() && self.private.text(PLANNED_AT).is_none() {
            let token = serde_json::to_value(T::default()).unwrap_or_default();
            self.private.put(TOKEN, token);
            let now = self.operation.now().to_string();
            self.private.keep(PLANNED_AT, &now);
        }
    }

    /// The token of the change that is applied, else a new one.
    pub fn token<T: Default + DeserializeOwned>(&self) -> T {
        let token = self.earlier.as_ref().and_then(|notes| notes.get(TOKEN));
        let token = token.and_then(|token| serde_json::from_value(token.clone()).ok());
        token.unwrap_or_default()
    }

    /// When the change that is applied was planned.
    pub fn planned_at(&self) -> Option<Timestamp> {
        self.earlier.as_ref()?.text(PLANNED_AT)?.parse().ok()
    }

    /// Holds a planned create to what the plan that it repeats has made known, and notes what it makes known itself.
    pub(super) fn hold(&mut self, schema: &Schema, config: &Value, planned: &mut Value) {
        let Some(earlier) = &self.earlier else { return };
        let computed = schema.attributes.iter().filter(|one| one.is_computed());
        for name in computed.map(|one| one.name) {
            if !config.attribute(name).is_null() {
                continue;
            }
            let note = format!("plan.is.{name}");
            match (earlier.get(&note), planned.attribute(name)) {
                (Some(Json::String(text)), _) => planned.set(name, Value::text(text)),
                (Some(_), _) => planned.set(name, Value::Null),
                (None, Value::String(text)) => self.private.keep(&note, text),
                (None, Value::Null) => self.private.put(&note, Json::Null),
                (None, _) => {}
            }
        }
    }
}
