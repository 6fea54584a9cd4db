//! How a world begins: with the objects of the seed, or with those of an older state file.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::arrange;
use super::context::Context;
use super::error::Error;
use super::lockout::Lockout;
use super::nonces::Nonces;
use super::refusal::Refusal;
use super::seed::Seed;
use super::state::State;

/// Works on a state before there are calls.
fn prepare<T, E>(
    now: Timestamp,
    work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
) -> Result<State, E> {
    let mut state = State::default();
    work(&mut Context {
        objects: &mut state.objects,
        tokens: &mut state.tokens,
        issued: &mut state.issued,
        lockout: &mut Lockout::default(),
        nonces: &mut Nonces::default(),
        now,
        wall: now,
        settle: Duration::ZERO,
    })?;
    Ok(state)
}

/// The state that a file of version 1 has.
pub(crate) fn upgraded(
    seed: &Seed,
    mut file: Map<String, Value>,
    now: Timestamp,
) -> serde_json::Result<State> {
    let ahead = file.remove("ahead").unwrap_or_default();
    let mut state = prepare(now, |context| {
        let mut clouds = seed.clouds.0.iter();
        clouds.try_for_each(|cloud| cloud.upgrade(&mut file, context))
    })?;
    state.ahead = serde_json::from_value(ahead)?;
    match file.keys().next() {
        Some(unknown) => Err(serde::de::Error::custom(format!(
            "unknown field `{unknown}`"
        ))),
        None => Ok(state),
    }
}

/// The state that a seed begins with.
pub(crate) fn seeded(seed: &Seed, now: Timestamp) -> Result<State, Error> {
    prepare(now, |context| fill(seed, context))
}

fn fill(seed: &Seed, context: &mut Context<'_>) -> Result<(), Error> {
    for cloud in &seed.clouds.0 {
        for (list, objects) in &cloud.basics().seeded {
            for (index, new) in objects.iter().enumerate() {
                let made: Result<(), Refusal> = arrange::make(&**cloud, new, context);
                made.map_err(|refusal| Error::SeedObject {
                    list: format!("{}.{list}", cloud.name()),
                    index,
                    reason: cloud.say(&refusal).message,
                })?;
            }
        }
    }
    Ok(())
}
