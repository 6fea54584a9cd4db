//! Identities in the hands of the host, and what Core and HashiCorp's framework demand of them.
//!
//! Source: internal/terraform/node_resource_abstract_instance.go and internal/plugin/convert/schema.go of
//! hashicorp/terraform; internal/fwserver of hashicorp/terraform-plugin-framework.

use std::collections::BTreeMap;

use vpcconnect::plugin::proto::tfplugin6 as proto;

use super::cty::{Cty, Type};
use super::host::conforming;
use super::wire::{Unknowns, pack};

/// The schema of a resource's identity.
#[derive(Clone, Debug)]
pub(crate) struct IdentitySchema {
    /// The version of stored identities.
    pub(crate) version: i64,
    /// The type of a whole one.
    of: Type,
    /// What an import has to name.
    pub(crate) required: Vec<String>,
    /// What it may name.
    pub(crate) optional: Vec<String>,
}

impl IdentitySchema {
    /// Reads one as strictly as hosts do.
    pub(crate) fn read(name: &str, schema: &proto::ResourceIdentitySchema) -> Self {
        let (mut attributes, mut required) = (BTreeMap::new(), Vec::new());
        let mut optional = Vec::new();
        for one in &schema.identity_attributes {
            let at = format!("{name}: {}", one.name);
            let json = serde_json::from_slice(&one.r#type).unwrap();
            let of = Type::parse(&json).unwrap_or_else(|why| panic!("{at}: {why}"));
            assert_eq!(of, Type::String, "{at}: it is a simple value");
            assert_ne!(one.required_for_import, one.optional_for_import, "{at}");
            assert!(
                one.description.ends_with('.'),
                "{at}: {:?}",
                one.description
            );
            let names = if one.required_for_import {
                &mut required
            } else {
                &mut optional
            };
            names.push(one.name.clone());
            assert!(attributes.insert(one.name.clone(), of).is_none(), "{at}");
        }
        assert!(
            !required.is_empty(),
            "{name}: an import has to name something"
        );
        Self {
            version: schema.version,
            of: Type::Object(attributes),
            required,
            optional,
        }
    }

    /// One that says this; the others are null.
    pub(crate) fn with<const N: usize>(&self, set: [(&str, &str); N]) -> Cty {
        let names = self.required.iter().chain(&self.optional);
        let mut identity = Cty::Map(names.map(|name| (name.clone(), Cty::Null)).collect());
        for (name, value) in set {
            identity = identity.with(name, super::cty::text(value));
        }
        identity
    }

    /// As it is sent; of what has none, nothing is.
    pub(crate) fn packed(&self, identity: &Cty) -> Option<proto::ResourceIdentityData> {
        let data = || pack(identity, &self.of, Unknowns::Plain);
        (!identity.is_null()).then(|| proto::ResourceIdentityData {
            identity_data: Some(data()),
        })
    }

    /// One that came, which may be null and is wholly known.
    pub(crate) fn unpacked(
        &self,
        doing: &str,
        identity: Option<&proto::ResourceIdentityData>,
    ) -> Cty {
        let Some(identity) = identity else {
            return Cty::Null;
        };
        let identity = conforming(doing, identity.identity_data.as_ref(), &self.of);
        assert!(identity.is_wholly_known(), "{doing}: {identity}");
        identity
    }

    /// Whether it says all that there is to say.
    pub(crate) fn is_whole(&self, identity: &Cty) -> bool {
        let mut names = self.required.iter().chain(&self.optional);
        names.all(|name| !identity.get(name).is_null())
    }

    /// What stands in the state after an answer: a whole one, which is that of before where there was one.
    #[track_caller]
    pub(crate) fn stored(&self, doing: &str, before: &Cty, now: Cty) -> Cty {
        assert!(self.is_whole(&now), "{doing}: the identity is {now}");
        if self.is_whole(before) {
            assert_eq!(&now, before, "{doing}: an identity never changes");
        }
        now
    }
}
