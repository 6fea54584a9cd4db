//! Tags, of which each account has its own set in each region.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::parameters::{Parameters, Shown};
use super::side::Viewer;
use super::{Aws, error};
use crate::simulator::context::At;
use crate::simulator::object::Id;
use crate::simulator::refusal::Refusal;

/// The most that a set has.
const MOST: usize = 50;

type Tags = BTreeMap<String, String>;

/// The tags that a create asks for.
pub(super) fn specified(parameters: &Parameters) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for number in 1.. {
        let part = format!("TagSpecification.{number}");
        let kind = parameters.text(&format!("{part}.ResourceType"));
        let given = parameters.tags(&format!("{part}.Tag"))?;
        match kind {
            Some("vpc-peering-connection") => tags.extend(valued(given)),
            None if given.is_empty() => break,
            _ => {
                return Err(error::invalid(
                    &part,
                    "Its resource type is not that of a peering.",
                ));
            }
        }
    }
    limited(&tags)?;
    Ok(tags)
}

pub(super) fn create(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let tags: Vec<_> = valued(parameters.tags("Tag")?).collect();
    change(cloud, parameters, at, |own| {
        own.extend(tags.iter().cloned());
        limited(own)
    })
}

/// Without a value a tag goes whatever it has, with one only if it has that; without tags all go.
pub(super) fn delete(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let tags = parameters.tags("Tag")?;
    change(cloud, parameters, at, |own| {
        own.retain(|key, value| {
            let goes = match tags.get(key) {
                Some(wanted) => wanted.as_ref().is_none_or(|wanted| wanted == value),
                None => tags.is_empty(),
            };
            !goes
        });
        Ok(())
    })
}

fn valued(tags: BTreeMap<String, Option<String>>) -> impl Iterator<Item = (String, String)> {
    let tags = tags.into_iter();
    tags.map(|(key, value)| (key, value.unwrap_or_default()))
}

fn limited(tags: &Tags) -> Result<(), Refusal> {
    if tags.len() > MOST {
        return Err(error::TAG_LIMIT.refusal());
    }
    Ok(())
}

/// Changes the tags of every named peering, or of none.
fn change(
    cloud: &Aws,
    parameters: &Parameters,
    at: &mut At<'_>,
    work: impl Fn(&mut Tags) -> Result<(), Refusal>,
) -> Result<Value, Refusal> {
    let viewer = Viewer::of(cloud, at);
    let mut changed = Vec::new();
    for id in parameters.list("ResourceId") {
        let mut one = viewer.find(cloud, &Id::from(id), &mut at.context)?.clone();
        work(&mut viewer.own_mut(&mut one).tags)?;
        changed.push(one);
    }
    for one in changed {
        at.context.objects.insert(one);
    }
    Ok(json!({ "return": true }))
}
