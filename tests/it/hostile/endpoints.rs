//! Answers about endpoints that make no sense, on Huawei Cloud and Alibaba Cloud: lists without an end, and what Alibaba Cloud
//! would never say.

use serde_json::{Value, json};
use vpcconnect::cloud::alicloud::endpoint::{Bandwidth, Connections};
use vpcconnect::cloud::alicloud::ids::ClientToken;
use vpcconnect::cloud::huaweicloud::endpoint::Connections as HuaweiConnections;
use vpcconnect::connection::handle::{Decides, Modifies};
use vpcconnect::connection::status::Decision;
use vpcconnect::http::error::{Failure, Kind};

use super::alicloud::told_instead_of_done;
use super::scripted::{Scripted, answer, operation};

/// A connection on Alibaba Cloud, with something else in it.
fn connection(with: &Value) -> Value {
    let mut connection = json!({
        "EndpointId": "ep-1", "ServiceId": "epsrv-1", "ConnectionStatus": "Connected",
        "EndpointOwnerId": 1, "EndpointVpcId": "vpc-1", "Bandwidth": 3072,
        "ModifiedTime": "2026-11-21T10:00:00Z",
    });
    for (name, value) in with.as_object().unwrap() {
        connection[name] = value.clone();
    }
    connection
}

/// A page of connections on Alibaba Cloud.
fn page(connections: &[Value], token: Option<&str>) -> Value {
    json!({ "RequestId": "req-1", "Connections": connections, "NextToken": token })
}

/// How many a list has, or what is said of it; and how often the cloud was asked.
async fn counted<T>(
    cloud: &Scripted,
    listing: impl Future<Output = Result<Vec<T>, Failure>>,
) -> (Result<usize, String>, usize) {
    let before = cloud.asked();
    let listed = listing.await;
    let told = listed
        .map(|all| all.len())
        .map_err(|failure| failure.to_string());
    (told, cloud.asked() - before)
}

async fn listed(cloud: &Scripted) -> (Result<usize, String>, usize) {
    let (session, service) = (cloud.alicloud().await, "epsrv-1".into());
    let all = Connections {
        session: &session,
        service: &service,
    };
    counted(cloud, all.list(&operation(), None)).await
}

async fn listed_on_huawei_cloud(cloud: &Scripted) -> (Result<usize, String>, usize) {
    let session = cloud.session(Some("project")).await.unwrap();
    let service = "service-1".into();
    let all = HuaweiConnections {
        session: &session,
        service: &service,
    };
    counted(cloud, all.list(&operation(), None)).await
}

#[tokio::test(start_paused = true)]
async fn pages_that_go_round_are_told_whatever_the_length_of_the_round() {
    for round in 1..8 {
        let cloud = Scripted::new(move |number, _| {
            let id = json!({ "EndpointId": format!("ep-{}", number % round) });
            let token = format!("t{}", number % round);
            answer(200, page(&[connection(&id)], Some(&token)).to_string())
        });
        let (told, asked) = listed(&cloud).await;
        let told = told.unwrap_err();
        assert!(
            told.contains("same page twice") && told.contains("req-1"),
            "{told}"
        );
        assert!(asked <= round + 1, "{asked}");

        // There a page begins at a number, which always grows: but the same endpoints come again.
        let cloud = Scripted::new(move |number, _| {
            let one = json!({ "id": format!("e-{}", number % round), "status": "accepted" });
            let body = json!({ "connections": [one], "total_count": 1_000_000 });
            answer(200, body.to_string())
        });
        let (told, asked) = listed_on_huawei_cloud(&cloud).await;
        let told = told.unwrap_err();
        assert!(
            told.contains("same page twice") && told.contains("req-1"),
            "{told}"
        );
        assert!(asked <= round + 1, "{asked}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_is_given_up() {
    let cloud = Scripted::new(|number, _| {
        let id = json!({ "EndpointId": format!("ep-{number}") });
        let token = format!("t{number}");
        answer(200, page(&[connection(&id)], Some(&token)).to_string())
    });
    let other = Scripted::new(|number, _| {
        let one = json!({ "id": format!("e-{number}"), "status": "accepted" });
        let body = json!({ "connections": [one], "total_count": 1_000_000 });
        answer(200, body.to_string())
    });
    for (told, asked) in [listed(&cloud).await, listed_on_huawei_cloud(&other).await] {
        let told = told.unwrap_err();
        assert!(told.contains("no end") && told.contains("req-1"), "{told}");
        assert!(asked <= 101, "{asked}");
    }
}

/// The cloud may filter after it has counted.
#[tokio::test(start_paused = true)]
async fn an_empty_page_that_names_another_is_not_the_last() {
    let cloud = Scripted::new(|number, _| {
        let body = match number {
            0 => page(&[], Some("t1")),
            1 => page(&[connection(&json!({}))], Some("t2")),
            _ => page(&[], None),
        };
        answer(200, body.to_string())
    });
    assert_eq!(listed(&cloud).await, (Ok(1), 3));
}

#[tokio::test(start_paused = true)]
async fn wrong_types_and_missing_ids_are_refused() {
    for wrong in [
        json!(null),
        json!("Connected"),
        json!([[[{}]]]),
        json!({}),
        connection(&json!({ "EndpointId": null })),
        connection(&json!({ "EndpointId": 1 })),
        connection(&json!({ "EndpointId": "" })),
        connection(&json!({ "EndpointId": ".." })),
        connection(&json!({ "EndpointId": "${x}" })),
        connection(&json!({ "EndpointId": "a\"\n}\nresource \"x\" \"y\" {" })),
        connection(&json!({ "ConnectionStatus": null })),
        connection(&json!({ "ConnectionStatus": 200 })),
        connection(&json!({ "ConnectionStatus": "Connected\u{1b}[2J" })),
        connection(&json!({ "EndpointOwnerId": 1.5 })),
        connection(&json!({ "EndpointOwnerId": "a\" b" })),
        connection(&json!({ "EndpointVpcId": ["vpc-1"] })),
        connection(&json!({ "Bandwidth": "fast" })),
    ] {
        let cloud = Scripted::always(200, page(std::slice::from_ref(&wrong), None).to_string());
        let (session, service) = (cloud.alicloud().await, "epsrv-1".into());
        let all = Connections {
            session: &session,
            service: &service,
        };
        let shown = all.get(&operation(), &"ep-1".into()).await.map(drop);
        let listed = all.list(&operation(), None).await.map(drop);
        let page = all.page(&operation(), None).await.map(drop);
        for told in [shown, listed, page] {
            let failure = told.expect_err(&format!("{wrong} is believed"));
            assert!(failure.is(Kind::Unreadable), "{wrong}: {failure:?}");
            let told = failure.to_string();
            assert!(
                told.contains("req-1") && told.contains("HTTP 200"),
                "{wrong}: {told}"
            );
            assert!(!told.contains(char::is_control), "{wrong}: {told:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn another_endpoint_in_the_answer_is_not_the_one_asked_for() {
    let other = connection(&json!({ "EndpointId": "ep-2" }));
    let cloud = Scripted::always(200, page(&[other], None).to_string());
    let (session, service) = (cloud.alicloud().await, "epsrv-1".into());
    let all = Connections {
        session: &session,
        service: &service,
    };
    let shown = all.get(&operation(), &"ep-1".into()).await.unwrap();
    assert!(shown.there().is_none());
}

/// What the writing calls say of an answer that none of them may take for "done".
async fn told_by_writes(body: &Value) -> Vec<String> {
    let cloud = Scripted::always(200, body.to_string());
    let (session, service) = (cloud.alicloud().await, "epsrv-1".into());
    let all = Connections {
        session: &session,
        service: &service,
    };
    let (now, id, token) = (operation(), "ep-1".into(), ClientToken::new());
    let one = all.one(&id);
    let decide = |decision| Decides::decide(one.source(), &now, &id, decision, &None, &token);
    let widened = Modifies::modify(one.source(), &now, &id, &Bandwidth(1), &token);
    let done = [
        ("enable", decide(Decision::Accept).await.map(drop)),
        ("disable", decide(Decision::Reject).await.map(drop)),
        ("update", widened.await.map(drop)),
    ];
    told_instead_of_done(body, done)
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_request_id_is_not_taken_for_done() {
    for wrong in [
        json!(null),
        json!([]),
        json!({}),
        json!("<html>"),
        json!({ "RequestId": 1 }),
    ] {
        for told in told_by_writes(&wrong).await {
            assert!(told.contains("req-1"), "{wrong}: {told}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_dressed_as_success_is_told_as_the_error() {
    let body = json!({
        "RequestId": "req-1", "HostId": "privatelink.example.com", "Code": "Forbidden.NotToday",
        "Message": "not today",
    });
    let mut all = told_by_writes(&body).await;
    let cloud = Scripted::always(200, body.to_string());
    all.push(listed(&cloud).await.0.unwrap_err());
    for told in all {
        for part in ["Forbidden.NotToday", "not today", "HTTP 200", "req-1"] {
            assert!(told.contains(part), "{told}");
        }
    }
}
