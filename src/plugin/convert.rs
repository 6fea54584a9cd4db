//! Between the framework's types and the protocol's.

use super::host::with_its_commands;
use super::proto::tfplugin6 as proto;
use crate::framework::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::framework::exchange::Encoded;
use crate::framework::identity::{AtImport, IdentitySchema};
use crate::framework::msgpack;
use crate::framework::path::{Path, Step};
use crate::framework::schema::{Attribute, Kind, Mode, Nesting, Schema, Type};
use crate::framework::value::Value;
use crate::sanitize;

/// The longest summary, in characters. It is one line.
const SUMMARY: usize = 500;

/// The longest detail.
const DETAIL: usize = 10_000;

/// A value that came in.
pub fn encoded(value: Option<&proto::DynamicValue>) -> Encoded<'_> {
    match value {
        Some(value) if !value.msgpack.is_empty() => Encoded::Msgpack(&value.msgpack),
        Some(value) if !value.json.is_empty() => Encoded::Json(&value.json),
        _ => Encoded::Absent,
    }
}

/// A stored state that came in.
pub fn stored(state: Option<&proto::RawState>) -> Encoded<'_> {
    match state {
        Some(state) if !state.json.is_empty() => Encoded::Json(&state.json),
        _ => Encoded::Absent,
    }
}

/// A value that goes out.
#[allow(
    clippy::unnecessary_wraps,
    reason = "every field that takes it is optional"
)]
pub fn dynamic(value: &Value) -> Option<proto::DynamicValue> {
    Some(proto::DynamicValue {
        msgpack: msgpack::encode(value),
        json: Vec::new(),
    })
}

/// An identity that came in.
pub fn identified(identity: Option<&proto::ResourceIdentityData>) -> Encoded<'_> {
    encoded(identity.and_then(|identity| identity.identity_data.as_ref()))
}

/// An identity that goes out, where there is one.
pub fn identity(value: &Value) -> Option<proto::ResourceIdentityData> {
    let identity_data = dynamic(value);
    (!value.is_null()).then_some(proto::ResourceIdentityData { identity_data })
}

/// The schema of an identity.
pub fn identity_schema(schema: &IdentitySchema) -> proto::ResourceIdentitySchema {
    use proto::resource_identity_schema::IdentityAttribute;
    let attributes = schema.attributes.iter();
    proto::ResourceIdentitySchema {
        version: schema.version,
        identity_attributes: attributes
            .map(|one| IdentityAttribute {
                name: one.name.to_owned(),
                r#type: Type::String.to_json().to_string().into_bytes(),
                required_for_import: one.at_import == AtImport::Required,
                optional_for_import: one.at_import == AtImport::Optional,
                description: one.description.clone().into_owned(),
            })
            .collect(),
    }
}

/// All messages of one call.
pub fn diagnostics(diagnostics: Diagnostics) -> Vec<proto::Diagnostic> {
    diagnostics.into_iter().map(diagnostic).collect()
}

/// One message. Whatever came together in it, nobody's terminal obeys it and no secret is in it, and the
/// commands that it names are those of the host.
pub fn diagnostic(diagnostic: Diagnostic) -> proto::Diagnostic {
    let severity = match diagnostic.severity {
        Severity::Error => proto::diagnostic::Severity::Error,
        Severity::Warning => proto::diagnostic::Severity::Warning,
    };
    let depth = diagnostic.path.steps().len();
    // Terraform before 1.15 finds top-level attributes only and shows a deeper path at the head of its
    // block, so the text names it.
    let detail = if depth > 1 {
        format!("At {}: {}", diagnostic.path, diagnostic.detail)
    } else {
        diagnostic.detail
    };
    proto::Diagnostic {
        severity: severity.into(),
        summary: sanitize::line(&diagnostic.summary, SUMMARY),
        detail: sanitize::paragraphs(&with_its_commands(&detail), DETAIL),
        attribute: (depth > 0).then(|| path(&diagnostic.path)),
    }
}

/// A path.
pub fn path(path: &Path) -> proto::AttributePath {
    use proto::attribute_path::step::Selector;
    let selector = |step: &Step| match step {
        Step::Attribute(name) => Selector::AttributeName(name.clone()),
        Step::Key(key) => Selector::ElementKeyString(key.clone()),
        Step::Index(index) => Selector::ElementKeyInt(*index),
    };
    proto::AttributePath {
        steps: path
            .steps()
            .iter()
            .map(|step| proto::attribute_path::Step {
                selector: Some(selector(step)),
            })
            .collect(),
    }
}

/// A schema.
pub fn schema(schema: &Schema) -> proto::Schema {
    proto::Schema {
        version: schema.version,
        block: Some(proto::schema::Block {
            version: schema.version,
            attributes: schema.attributes.iter().map(attribute).collect(),
            description: schema.description.to_owned(),
            description_kind: proto::StringKind::Markdown.into(),
            ..Default::default()
        }),
    }
}

fn attribute(attribute: &Attribute) -> proto::schema::Attribute {
    // `type` and `nested_type` together are an error to the host.
    let (of, nested_type) = match &attribute.kind {
        Kind::Of(_) | Kind::Objects(_) => {
            let of = attribute.wire_type().to_json();
            (of.to_string().into_bytes(), None)
        }
        Kind::Nested(nesting, attributes) => {
            let nesting = match nesting {
                Nesting::Single => proto::schema::object::NestingMode::Single,
                Nesting::List => proto::schema::object::NestingMode::List,
                Nesting::Set => proto::schema::object::NestingMode::Set,
                Nesting::Map => proto::schema::object::NestingMode::Map,
            };
            let object = proto::schema::Object {
                attributes: attributes.iter().map(self::attribute).collect(),
                nesting: nesting.into(),
                ..Default::default()
            };
            (Vec::new(), Some(object))
        }
    };
    proto::schema::Attribute {
        name: attribute.name.to_owned(),
        r#type: of,
        nested_type,
        description: attribute.documentation(),
        description_kind: proto::StringKind::Markdown.into(),
        required: attribute.mode == Mode::Required,
        optional: matches!(attribute.mode, Mode::Optional | Mode::OptionalComputed),
        computed: attribute.is_computed(),
        sensitive: attribute.sensitive,
        ..Default::default()
    }
}
