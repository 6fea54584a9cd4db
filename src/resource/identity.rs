//! What an object is, whichever configuration reaches it: the tenant of the resource's own side, the region and the id, the
//! same through every account that belongs to the tenant.

use std::marker::PhantomData;

use super::accounts::{DEFAULT, unknown};
use super::attributes::{plain_id, plain_region};
use super::cloud::{AccountRef, Cloud};
use super::context::Cx;
use super::import_id::{Form, IMPORTED, ImportId, ToImport};
use super::keys::REGION;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::identity::{AtImport, Identity, IdentityAttribute, IdentitySchema};
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};

/// The identity of what has an id, or two, of this form.
pub fn schema<C: Cloud>(form: Form) -> IdentitySchema {
    let attribute = |name, description: String, at_import| IdentityAttribute {
        name,
        description: description.into(),
        at_import,
    };
    let tenant = format!(
        "The {} of this side. An import goes through the account that belongs to it, and without it through the \
         account `{DEFAULT}`.",
        C::TENANT
    );
    let region = "The region. When left out of an import, it is that of the account.".to_owned();
    let ids = form.names().iter().map(|name| {
        let text = format!("The id of the {}.", noun(name));
        attribute(*name, text, AtImport::Required)
    });
    let whose = [
        attribute(C::TENANT_ID.name(), tenant, AtImport::Optional),
        attribute(REGION.name(), region, AtImport::Optional),
    ];
    IdentitySchema::new(whose.into_iter().chain(ids).collect())
}

/// What an id of that name is the id of.
fn noun(name: &str) -> &'static str {
    match name {
        "service_id" => "endpoint service",
        "endpoint_id" => "endpoint",
        "cluster_id" => "cluster",
        _ => "peering",
    }
}

/// The identity of the object in `state`, whose own side is the tenant's.
pub fn identity<C: Cloud>(form: Form, tenant: Option<&str>, state: &Object) -> Identity {
    let mut identity = Identity::default();
    identity.set(C::TENANT_ID.name(), tenant);
    identity.set(REGION.name(), state.text(REGION));
    for name in form.names() {
        identity.set(name, state.text(Key::new(name)));
    }
    identity
}

/// What an identity, or as much of it as a user wrote, is as an import id: a tenant becomes the account that belongs to it.
/// Marks the object, so that its first read knows.
///
/// # Errors
/// What the user is told of an identity that names no object, or nobody's.
pub async fn import<C: Cloud>(
    cx: &mut Cx<'_>,
    service: C::Service,
    form: Form,
    identity: &Identity,
) -> Result<ImportId, Diagnostic> {
    let wrong = |name: &str, why: &str| {
        Diagnostic::error(
            "Invalid identity",
            format!(
                "{name} {why} The identity of an import has {}, and may have {} and region.",
                form.names().join(" and "),
                C::TENANT_ID.name()
            ),
        )
    };
    let mut ids = Vec::new();
    for name in form.names() {
        let id = identity.text(name).unwrap_or_default();
        if id.is_empty() {
            return Err(wrong(name, "is missing."));
        }
        if plain_id(id).is_err() || id.contains('/') || id.contains(char::is_whitespace) {
            return Err(wrong(name, "is not a valid id."));
        }
        ids.push(id);
    }
    let region = identity.text(REGION.name());
    if region.is_some_and(|region| plain_region(region).is_err()) {
        return Err(wrong(REGION.name(), "is not a valid region."));
    }
    let account = match identity.text(C::TENANT_ID.name()) {
        Some(tenant) => {
            let found = belonging::<C>(cx, service, tenant, region).await?;
            Some(found.only(tenant, &ids.join("/"), region)?)
        }
        None => None,
    };
    cx.private.set(IMPORTED);
    Ok(ImportId {
        account,
        id: ids.join("/"),
        region: region.map(str::to_owned),
    })
}

/// The accounts of a configuration, by what they have to do with a tenant.
struct Belonging<'a, C> {
    /// Those that belong to it.
    fit: Vec<&'a str>,
    /// The others, in words.
    others: Vec<String>,
    /// Whether there may be more of them.
    open: bool,
    cloud: PhantomData<C>,
}

/// Asks each account once which tenant it is. Whoever cannot be asked keeps nobody else from the object.
///
/// # Errors
/// What the user is told when the asking ended before its end.
async fn belonging<'a, C: Cloud>(
    cx: &Cx<'a>,
    service: C::Service,
    tenant: &str,
    region: Option<&str>,
) -> Result<Belonging<'a, C>, Diagnostic> {
    let accounts = C::accounts(cx.provider);
    let mut found = Belonging {
        fit: Vec::new(),
        others: Vec::new(),
        open: accounts.is_open(),
        cloud: PhantomData,
    };
    for (name, account) in accounts.known() {
        let reach = AccountRef::<C> {
            service,
            account: Field::Known(name),
            region: region.map_or(Field::Null, Field::Known),
        };
        match reach.own_tenant(cx, account).await {
            Ok(own) if own == tenant => found.fit.push(name),
            Ok(own) => found.others.push(format!("{name:?} ({own})")),
            Err(why) => found.others.push(format!("{name:?} ({})", why.summary)),
        }
        if let Some(ended) = cx.operation.ended() {
            return Err(Diagnostic::error(
                "The import was given up",
                format!("The accounts were asked which of them belongs to {tenant}: {ended}."),
            ));
        }
    }
    Ok(found)
}

impl<C: Cloud> Belonging<'_, C> {
    /// The one that belongs to `tenant`.
    ///
    /// # Errors
    /// What the user is told where there is none, or more than one.
    fn only(&self, tenant: &str, id: &str, region: Option<&str>) -> Result<String, Diagnostic> {
        match self.fit.as_slice() {
            [one] => Ok((*one).to_owned()),
            [] if self.open => Err(unknown("the import")),
            [] => Err(Diagnostic::error(
                format!("No account belongs to {} {tenant}", C::TENANT),
                format!(
                    "The identity names this {}, and the provider configuration for {} has {}. Add an account \
                     that belongs to it, or correct the identity.",
                    C::TENANT,
                    C::NAME,
                    self.others.join(", ")
                ),
            )),
            [first, ..] => {
                let names: Vec<_> = self.fit.iter().map(|name| format!("{name:?}")).collect();
                let by_id = |account| ToImport {
                    resource: "",
                    account,
                    id,
                    region,
                };
                let last = self.fit.last().unwrap_or(first);
                Err(Diagnostic::error(
                    format!("Several accounts belong to {} {tenant}", C::TENANT),
                    format!(
                        "They are {}, and an identity does not say which of them to use. Import by id instead, \
                         which may name the account: id = \"{}\".",
                        names.join(", "),
                        by_id(last).id()
                    ),
                ))
            }
        }
    }
}
