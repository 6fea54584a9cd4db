//! Filters of data sources that show many: the same on all clouds.
//!
//! A filter that is not set leaves everything. One that is set to an empty list leaves nothing: whoever
//! approves the requests of a list of tenants approves nobody when the list is empty.

use super::keys::{ANSWER, STATUS};
use crate::connection::peering::Role;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;

/// Texts to choose by, as written.
pub type Choice = Field<Vec<Field<String>>>;

/// The filter by the cloud's words.
pub const STATUSES: Key<Vec<Field<String>>> = Key::new("statuses");
/// The filter by the words of all clouds.
pub const ANSWERS: Key<Vec<Field<String>>> = Key::new("answers");
/// The filter by who asked.
pub const DIRECTION: Key<String> = Key::new("direction");
/// The filter by a VPC at either end.
pub const VPC_ID: Key<String> = Key::new("vpc_id");

/// Whether `choice` leaves what shows `value`; what the cloud does not show was not chosen.
pub fn leaves(choice: &Choice, value: Option<&str>) -> bool {
    let Some(choice) = choice.known() else {
        return true;
    };
    let value = value.filter(|value| !value.is_empty());
    value.is_some_and(|value| choice.iter().any(|one| one.text() == Some(value)))
}

/// The only text of `choice`, for clouds that filter by one.
pub fn only(choice: &Choice) -> Option<&str> {
    match choice.known()?.as_slice() {
        [one] => one.text(),
        _ => None,
    }
}

/// Whether the filters of `config` that all lists have leave `item`: `requesters` is the one by the tenants that ask, and
/// `requester` where the item shows that tenant.
pub fn is_wanted(
    config: &Object,
    requesters: Key<Vec<Field<String>>>,
    requester: Key<String>,
    item: &Object,
) -> bool {
    let filters = [
        (STATUSES, STATUS),
        (ANSWERS, ANSWER),
        (requesters, requester),
    ];
    filters
        .iter()
        .all(|(choice, key)| leaves(&config.get(*choice), item.text(*key)))
}

/// Which end of a connection is the account's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It asked.
    Sent,
    /// It was asked.
    Received,
}

impl Direction {
    /// The account's side in it.
    pub fn side(self) -> Role {
        match self {
            Self::Sent => Role::Requester,
            Self::Received => Role::Accepter,
        }
    }

    /// The direction in which the account is on this side.
    pub fn of(side: Role) -> Self {
        match side {
            Role::Requester => Self::Sent,
            Role::Accepter => Self::Received,
        }
    }

    /// Reads the word in HCL.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "sent" => Some(Self::Sent),
            "received" => Some(Self::Received),
            _ => None,
        }
    }
}

/// `direction`
pub fn direction() -> Attribute {
    Attribute::string(
        "direction",
        "Only those that the account's tenant sent, or only those that it received. A peering within \
         one tenant is both.",
    )
    .rule(Rule::OneOf(&["sent", "received"]))
}

/// `statuses`, of which there are these.
pub fn statuses(words: &'static [&'static str]) -> Attribute {
    Attribute::strings(
        "statuses",
        "Only those with one of these statuses. What is deleted or being deleted is not shown. An empty list \
         matches nothing.",
    )
    .rule(Rule::OneOf(words))
}

/// `answers`
pub fn answers() -> Attribute {
    Attribute::strings(
        "answers",
        "Only those with one of these answers. To accept what arrives, keep `pending` and `accepted`; to \
         reject, `pending` and `rejected`: a decision that leaves a `for_each` is destroyed by the next \
         apply. An empty list matches nothing.",
    )
    .rule(Rule::OneOf(&[
        "pending", "accepted", "rejected", "expired", "failed", "unknown",
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(words: &[&str]) -> Choice {
        Field::Known(words.iter().map(|word| Field::from(*word)).collect())
    }

    #[test]
    fn nothing_is_chosen_by_accident() {
        assert!(leaves(&Field::Null, Some("a")));
        assert!(leaves(&Field::Null, None));
        assert!(leaves(&choice(&["a", "b"]), Some("b")));
        for (words, value) in [
            (&["a"][..], Some("b")),
            (&["a"], None),
            (&[], Some("a")),
            (&[], None),
            (&[""], Some("")),
            (&[""], None),
        ] {
            assert!(!leaves(&choice(words), value), "{words:?} {value:?}");
        }
    }

    #[test]
    fn a_cloud_is_asked_for_one() {
        assert_eq!(only(&choice(&["a"])), Some("a"));
        for none in [choice(&[]), choice(&["a", "b"]), choice(&[""]), Field::Null] {
            assert_eq!(only(&none), None);
        }
    }
}
