//! Filters, pages and their links.

use serde_json::json;

use super::{Tenant, seeded, three, world};

async fn ids(tenant: &Tenant, query: &str) -> Vec<String> {
    let listed = tenant
        .call("GET", &format!("/v2.0/vpc/peerings{query}"), "")
        .await;
    assert_eq!(listed.status, 200, "{listed:?}");
    let all = listed.body["peerings"].as_array().unwrap();
    all.iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn filters_match_as_documented() {
    let world = world(|_| {});
    let (a, b, c) = three(&world);
    let first = a.ask().await;
    let second = b.create("对 等+", "b2", "a2", "project-A").await;
    let second = second.body["peering"]["id"].as_str().unwrap().to_owned();
    a.put(&second, "accept").await;
    for (query, expected) in [
        (format!("?id={first}"), vec![&first]),
        ("?name=ask".into(), vec![&first]),
        ("?name=%E5%AF%B9%20%E7%AD%89%2B".into(), vec![&second]),
        ("?status=ACTIVE".into(), vec![&second]),
        ("?vpc_id=a".into(), vec![&first]),
        ("?vpc_id=a2".into(), vec![&second]),
        ("?vpc_id=zz".into(), vec![]),
        ("?tenant_id=project-C".into(), vec![]),
        ("?status=ACTIVE&vpc_id=a".into(), vec![]),
    ] {
        let found = ids(&a, &query).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    assert_eq!(ids(&a, "?tenant_id=project-B").await.len(), 2);
    assert_eq!(ids(&b, "?status=").await.len(), 2, "empty is not sent");
    assert_eq!(ids(&c, "").await.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let world = world(|_| {});
    let (a, ..) = three(&world);
    for number in 0..7 {
        let to = format!("b{number}");
        a.create("n", "a", &to, "project-B").await;
    }
    let all = ids(&a, "").await;
    assert_eq!(all.len(), 7);
    let mut paged = Vec::new();
    let mut query = "?name=n&limit=3".to_owned();
    let mut count = 0;
    loop {
        count += 1;
        let path = format!("/v2.0/vpc/peerings{query}");
        let page = a.call("GET", &path, "").await.body;
        for one in page["peerings"].as_array().unwrap() {
            paged.push(one["id"].as_str().unwrap().to_owned());
        }
        let Some(links) = page.get("peerings_links") else {
            break;
        };
        assert_eq!(links[0]["rel"], "next");
        let href = links[0]["href"].as_str().unwrap();
        let rest = href.strip_prefix("http://simulator/v2.0/vpc/peerings");
        query = rest.unwrap().to_owned();
        let last = paged.last().unwrap();
        assert_eq!(query, format!("?name=n&limit=3&marker={last}"));
    }
    assert_eq!((paged, count), (all, 3));
}

#[tokio::test(start_paused = true)]
async fn a_full_last_page_has_no_next() {
    let world = world(|_| {});
    let (a, ..) = three(&world);
    a.ask().await;
    let page = a.call("GET", "/v2.0/vpc/peerings?limit=1", "").await;
    assert!(page.body.get("peerings_links").is_none());
}

#[tokio::test(start_paused = true)]
async fn links_can_be_left_out() {
    let world = seeded(&json!({ "huaweicloud": { "doubts": { "links": false } } }));
    let (a, ..) = three(&world);
    for to in ["b", "c"] {
        a.create("n", "a", to, "project-B").await;
    }
    let page = a.call("GET", "/v2.0/vpc/peerings?limit=1", "").await;
    assert!(page.body.get("peerings_links").is_none());
    assert_eq!(page.body["peerings"].as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_largest_page_is_2000() {
    let world = seeded(&json!({ "huaweicloud": { "quota": 9999 } }));
    let (a, ..) = three(&world);
    for number in 0..2001 {
        let new = json!({
            "requester": "A", "accepter": "B",
            "requester_vpc_id": "a", "accepter_vpc_id": format!("b{number}"),
            "status": "ACTIVE",
        });
        world
            .arrange(&serde_json::from_value(new).unwrap())
            .unwrap();
    }
    let page = a.call("GET", "/v2.0/vpc/peerings", "").await.body;
    let listed = page["peerings"].as_array().unwrap();
    assert_eq!(listed.len(), 2000);
    assert!(page["peerings_links"][0]["href"].is_string());
    let last = listed[1999]["id"].as_str().unwrap();
    assert_eq!(ids(&a, &format!("?marker={last}")).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn wrong_limits_markers_and_names_are_refused() {
    let world = world(|_| {});
    let (a, b, c) = three(&world);
    let id = a.ask().await;
    for (query, status) in [
        ("?limit=2001".to_owned(), 400),
        ("?limit=-1".into(), 400),
        ("?limit=x".into(), 400),
        ("?limit=2000".into(), 200),
        ("?limit=0".into(), 200),
        ("?marker=nothing".into(), 404),
        (format!("?marker={id}"), 200),
        (format!("?name={}", "x".repeat(65)), 400),
    ] {
        let path = format!("/v2.0/vpc/peerings{query}");
        assert_eq!(b.call("GET", &path, "").await.status, status, "{query}");
    }
    let path = format!("/v2.0/vpc/peerings?marker={id}");
    assert_eq!(c.call("GET", &path, "").await.status, 404, "not C's to see");
}
