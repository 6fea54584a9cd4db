//! Until a credential has had one success, one signed call goes through at a time: five bad
//! signatures in a row lock a key for minutes, and ten creates in parallel would do that.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, MutexGuard};

use super::error::{ApiError, Kind};

/// The gate of one credential.
#[derive(Debug, Default)]
pub struct Gate {
    verdict: OnceLock<Result<(), ApiError>>,
    turn: Mutex<()>,
    /// How many seconds the cloud's clock is ahead of this machine's, as far as it matters.
    ahead: AtomicI64,
}

/// A difference of the clocks that no cloud refuses a signature for.
const SMALL: SignedDuration = SignedDuration::from_secs(60);

/// The right to send one call. Give it the answer with [`Turn::learn`].
#[derive(Debug)]
pub struct Turn<'a> {
    gate: &'a Gate,
    _alone: Option<MutexGuard<'a, ()>>,
}

impl Gate {
    /// The time to sign with at `now`: the cloud's, once it has refused this machine's.
    pub fn time(&self, now: Timestamp) -> Timestamp {
        let ahead = SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed));
        now.checked_add(ahead).unwrap_or(now)
    }

    /// The cloud refused the time of a signature, and its own is `theirs` where this machine's is `now`.
    /// Whether that makes a difference for another one, made after `signed`.
    pub fn correct(&self, signed: Timestamp, now: Timestamp, theirs: Timestamp) -> bool {
        let ahead = theirs.duration_since(now);
        self.ahead.store(ahead.as_secs(), Ordering::Relaxed);
        theirs.duration_since(signed).abs() > SMALL
    }

    /// Waits until a call may be sent.
    ///
    /// # Errors
    /// The 401 that an earlier call met: the next one would meet it, too.
    pub async fn enter(&self) -> Result<Turn<'_>, ApiError> {
        if let Some(verdict) = self.verdict.get() {
            verdict.clone()?;
            return Ok(Turn {
                gate: self,
                _alone: None,
            });
        }
        let alone = self.turn.lock().await;
        match self.verdict.get() {
            Some(verdict) => {
                verdict.clone()?;
                Ok(Turn {
                    gate: self,
                    _alone: None,
                })
            }
            None => Ok(Turn {
                gate: self,
                _alone: Some(alone),
            }),
        }
    }
}

impl Turn<'_> {
    /// What the call came to. Any answer but a 401 or a failure of the cloud proves the credential.
    pub fn learn(self, refusal: Option<&ApiError>) {
        let verdict = match refusal {
            None => Ok(()),
            Some(error) => match error.kind {
                Kind::Unauthorized => Err(error.clone()),
                // Those whose time is over may have been the right ones.
                Kind::Server
                | Kind::Unreadable
                | Kind::Throttled
                | Kind::Expired
                | Kind::Skewed => {
                    return;
                }
                _ => Ok(()),
            },
        };
        // The first verdict holds; a credential that expires later is not this gate's business.
        let _ = self.gate.verdict.set(verdict);
    }
}
