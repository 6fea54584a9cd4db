//! A cloud whose answers make no sense: each is told as what it is, with code, message and request id.

use http::Method;
use serde_json::{Value, json};
use vpcconnect::cloud::huaweicloud::peering::{Changes, Draft, Peerings};
use vpcconnect::cloud::huaweicloud::peering_list::Filter;
use vpcconnect::cloud::huaweicloud::status::PEERINGS;
use vpcconnect::connection::handle::{Decides, Deletes, Deletion, Modifies};
use vpcconnect::connection::peering::Party;
use vpcconnect::connection::status::Decision;
use vpcconnect::http::error::{Failure, Kind};

use super::scripted::{Scripted, answer, operation};

fn named(name: &str) -> Changes {
    Changes {
        name: Some(name.to_owned()),
        description: None,
    }
}

fn draft() -> Draft {
    Draft {
        name: "name".to_owned(),
        description: None,
        requester_vpc: "vpc-1".into(),
        accepter: Party {
            vpc: "vpc-2".into(),
            tenant: None,
            region: None,
        },
    }
}

/// A peering, with something else in it.
fn peering(with: &Value) -> Value {
    let mut peering = json!({
        "id": "peering-1", "name": "name", "status": "ACTIVE",
        "request_vpc_info": { "vpc_id": "vpc-1", "tenant_id": "project-1" },
        "accept_vpc_info": { "vpc_id": "vpc-2", "tenant_id": "project-2" },
    });
    for (name, value) in with.as_object().unwrap() {
        peering[name] = value.clone();
    }
    json!({ "peering": peering })
}

/// What every call that shows a peering says of this answer. All of them refuse it; a create that was taken
/// believes the id at most.
async fn told_by_every_call(body: &Value) -> Vec<String> {
    let cloud = Scripted::always(200, body.to_string());
    let session = cloud.session(Some("project")).await.unwrap();
    let peerings = Peerings(&session);
    let id = "peering-1".into();
    let all = [
        (
            "get",
            peerings
                .one(&id)
                .get(&operation())
                .await
                .map(|seen| seen.there().unwrap()),
        ),
        (
            "update",
            Modifies::modify(&session, &operation(), &id, &named("n"), &())
                .await
                .map(Option::unwrap),
        ),
        (
            "accept",
            Decides::decide(&session, &operation(), &id, Decision::Accept, &(), &())
                .await
                .map(Option::unwrap),
        ),
        (
            "reject",
            Decides::decide(&session, &operation(), &id, Decision::Reject, &(), &())
                .await
                .map(Option::unwrap),
        ),
    ];
    let told = all.into_iter().map(|(name, answered)| match answered {
        Ok(peering) => panic!("{name} believes {body}: {peering:?}"),
        // What changed something may have done so, whatever the answer looks like.
        Err(Failure::Unknown { problem, .. }) if name != "get" => problem,
        Err(failure) if name == "get" && failure.is(Kind::Unreadable) => failure.to_string(),
        Err(failure) => panic!("{name}: {failure:?}"),
    });
    let mut told: Vec<_> = told.collect();
    match peerings.create(&operation(), &draft()).await {
        // What was made must not be lost: its id is believed where it can be read, and nothing else is.
        Ok(made) => {
            let unreadable = PEERINGS.status("unreadable");
            assert_eq!((made.id, made.status), (id, unreadable), "{body}");
            assert_eq!((made.name, made.description), (None, None), "{body}");
            let nowhere = Party::default();
            assert_eq!(
                (&made.requester, &made.accepter),
                (&nowhere, &nowhere),
                "{body}"
            );
            assert_eq!(body["peering"]["id"], "peering-1");
        }
        Err(Failure::Unknown { problem, .. }) => told.push(problem),
        Err(failure) => panic!("create: {failure:?}"),
    }
    told
}

#[tokio::test(start_paused = true)]
async fn a_good_answer_is_believed() {
    let cloud = Scripted::always(200, peering(&json!({})).to_string());
    let session = cloud.session(Some("project")).await.unwrap();
    let id = "peering-1".into();
    assert!(Peerings(&session).one(&id).get(&operation()).await.is_ok());
    let made = Peerings(&session).create(&operation(), &draft()).await;
    assert_eq!(made.unwrap().id, id);
}

#[tokio::test(start_paused = true)]
async fn wrong_types_and_missing_ids_are_refused() {
    for wrong in [
        json!({ "peering": 1 }),
        json!({ "peering": [] }),
        json!([[[{}]]]),
        json!(null),
        json!("ACTIVE"),
        json!({}),
        peering(&json!({ "id": null })),
        peering(&json!({ "id": 1 })),
        peering(&json!({ "id": "" })),
        peering(&json!({ "id": ["peering-1"] })),
        peering(&json!({ "status": null })),
        peering(&json!({ "status": 200 })),
        peering(&json!({ "status": { "ACTIVE": true } })),
        peering(&json!({ "status": "ACTIVE\u{1b}[2J" })),
        peering(&json!({ "name": 1 })),
        peering(&json!({ "request_vpc_info": "vpc-1" })),
        peering(&json!({ "request_vpc_info": { "vpc_id": 1 } })),
        peering(&json!({ "accept_vpc_info": { "vpc_id": "vpc-2", "tenant_id": "a\" b" } })),
        peering(&json!({ "created_at": 1_700_000_000 })),
    ] {
        for told in told_by_every_call(&wrong).await {
            for part in ["not what the API documents", "HTTP 200", "req-1"] {
                assert!(told.contains(part), "{wrong}: {told}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_id_that_would_name_or_say_something_else_is_refused() {
    let path = ["..", ".", "a b", "a\"\n}\nresource \"x\" \"y\" {", "${x}"];
    for id in path {
        for told in told_by_every_call(&peering(&json!({ "id": id }))).await {
            assert!(told.contains("not what the API documents"), "{id}: {told}");
            assert!(!told.contains('\n'), "{id}: {told}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn another_objects_answer_is_refused() {
    let other = peering(&json!({
        "id": "other", "request_vpc_info": { "vpc_id": "vpc-3" },
    }));
    for told in told_by_every_call(&other).await {
        for part in ["other", "HTTP 200", "req-1"] {
            assert!(told.contains(part), "{told}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_dressed_as_success_is_told_as_the_error() {
    for body in [
        json!({ "error_code": "VPC.0042", "error_msg": "not today" }),
        json!({ "NeutronError": { "type": "VPC.0042", "message": "not today", "detail": "" } }),
        json!({ "error": { "code": "VPC.0042", "message": "not today" } }),
    ] {
        let mut told = told_by_every_call(&body).await;
        let cloud = Scripted::always(200, body.to_string());
        let session = cloud.session(Some("project")).await.unwrap();
        let deleted = Deletes::delete(&session, &operation(), &"x".into(), &(), &()).await;
        told.push(deleted.unwrap_err().to_string());
        let listed = Peerings(&session)
            .list(&operation(), &Filter::default())
            .await;
        told.push(listed.unwrap_err().to_string());
        let looked_up = cloud.session(None).await.err().unwrap();
        told.push(looked_up.to_string());
        for told in told {
            for part in ["VPC.0042", "not today", "HTTP 200", "req-1"] {
                assert!(told.contains(part), "{told}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_delete_is_begun_by_an_empty_answer_and_by_the_peering() {
    for (status, body) in [(204, String::new()), (200, peering(&json!({})).to_string())] {
        let cloud = Scripted::always(status, body);
        let session = cloud.session(Some("project")).await.unwrap();
        let deleted = Deletes::delete(&session, &operation(), &"x".into(), &(), &()).await;
        assert_eq!(deleted.unwrap(), Deletion::Begun);
    }
}

#[tokio::test(start_paused = true)]
async fn a_project_without_an_id_is_none() {
    for projects in [
        json!([{ "id": "", "name": "cn-north-4" }]),
        json!([{ "name": "cn-north-4" }]),
        json!([{ "id": "a\r\nX-Evil: 1", "name": "cn-north-4" }]),
        json!({}),
    ] {
        let body = json!({ "projects": projects }).to_string();
        let told = Scripted::always(200, body).session(None).await.err();
        let told = told.unwrap().to_string();
        assert!(told.contains("req-1"), "{told}");
    }
}

/// A page of peerings with these ids.
fn page(ids: &[String], more: bool) -> String {
    let peering = |id| json!({ "id": id, "status": "ACTIVE" });
    let links = if more {
        json!([{ "rel": "next" }])
    } else {
        json!([])
    };
    let peerings: Vec<_> = ids.iter().map(peering).collect();
    json!({ "peerings": peerings, "peerings_links": links }).to_string()
}

/// What a list comes to, and how often the cloud was asked for it.
async fn listed(cloud: &Scripted) -> (Result<usize, String>, usize) {
    let session = cloud.session(Some("project")).await.unwrap();
    let listed = Peerings(&session)
        .list(&operation(), &Filter::default())
        .await;
    let listed = listed.map(|listing| listing.peerings.len());
    (listed.map_err(|failure| failure.to_string()), cloud.asked())
}

#[tokio::test(start_paused = true)]
async fn pages_that_go_round_are_told_whatever_the_length_of_the_round() {
    for round in 1..8 {
        let cloud = Scripted::new(move |number, request| {
            assert_eq!(request.method(), Method::GET);
            let ids = [format!("p{}", number % round)];
            answer(200, page(&ids, true))
        });
        let (told, asked) = listed(&cloud).await;
        let told = told.unwrap_err();
        assert!(
            told.contains("same page twice") && told.contains("req-1"),
            "{told}"
        );
        assert_eq!(asked, round + 1, "the round was noticed at once");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_is_given_up() {
    let endless = |full: bool| {
        Scripted::new(move |number, _| {
            let count = if full { 2000 } else { 1 };
            let ids: Vec<_> = (0..count).map(|one| format!("p{number}-{one}")).collect();
            // A full page says by itself that there is more.
            answer(200, page(&ids, !full))
        })
    };
    for full in [false, true] {
        let (told, asked) = listed(&endless(full)).await;
        let told = told.unwrap_err();
        assert!(told.contains("no end") && told.contains("req-1"), "{told}");
        assert!(asked <= 101, "{asked}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_pages_that_end_are_read_to_the_end() {
    let cloud = Scripted::new(|number, request| {
        let after = request.uri().to_string();
        let marked = after.contains(&format!("marker=p{}", number.wrapping_sub(1)));
        assert!(number == 0 || marked, "{after}");
        answer(200, page(&[format!("p{number}")], number < 89))
    });
    assert_eq!(listed(&cloud).await, (Ok(90), 90));
}

#[tokio::test(start_paused = true)]
async fn hostile_waiting_times_do_not_hold_a_read_past_its_time() {
    for retry_after in ["18446744073709551615", "-1", "NaN", "1e99", ""] {
        let cloud = Scripted::new(move |_, _| {
            let mut slow = answer(429, "time:99999999999999999999 hour");
            let value = retry_after.parse().unwrap();
            slow.headers_mut().insert("Retry-After", value);
            slow
        });
        let session = cloud.session(Some("project")).await.unwrap();
        let operation = operation();
        let shown = Peerings(&session).one(&"x".into()).get(&operation).await;
        assert!(shown.unwrap_err().is(Kind::Throttled), "{retry_after}");
        assert!(operation.ended().is_some(), "{retry_after}");
        assert!(cloud.last().contains("/v2.0/vpc/peerings/x"));
    }
}
