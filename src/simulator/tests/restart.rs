//! The state file and the seed.

use serde_json::json;

use super::{seeded, tenant, three, world};
use crate::simulator::{Error, Options, Seed, StateError, World};

#[tokio::test(start_paused = true)]
async fn a_restart_finds_everything_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let start = || world(|options| options.state = Some(file.clone()));
    let first = start();
    let (a, b, _) = three(&first);
    let id = a.ask().await;
    b.put(&id, "accept").await;
    a.update(&id, json!({ "name": "对等" })).await;
    let new = serde_json::from_value(json!({ "owner": "A", "id": "s" })).unwrap();
    first.arrange_service(&new).unwrap();
    let new = serde_json::from_value(json!({ "requester": "B", "service_id": "s" })).unwrap();
    first.arrange_endpoint(&new).unwrap();
    first.advance(super::hours(3)).unwrap();
    let before = (first.peerings(), first.services(), first.endpoints());
    drop(first);
    let second = start();
    let after = (second.peerings(), second.services(), second.endpoints());
    assert_eq!(after, before);
    let ahead = "2026-01-02T06:04:05Z";
    assert_eq!(second.now().to_string(), ahead);
    let mut a = tenant(&second, "A");
    a.skew = -3 * 3600;
    assert_eq!(a.delete(&id).await.status, 204);
    assert!(start().peerings().is_empty());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file stays");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_kept_is_not_done() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let file = inner.join("state.json");
    let world = world(|options| options.state = Some(file));
    std::fs::remove_dir_all(&inner).unwrap();
    let (a, ..) = three(&world);
    let answer = a.create("n", "a", "b", "project-B").await;
    assert_eq!((answer.status, answer.code()), (500, "APIGW.0601"));
    assert!(world.peerings().is_empty());
}

#[test]
fn other_files_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    for text in [r#"{"version":2,"ahead":"0s","huaweicloud":{}}"#, "{}", "no"] {
        std::fs::write(&file, text).unwrap();
        let options = Options {
            state: Some(file.clone()),
            ..Options::default()
        };
        let error = World::new(options).unwrap_err();
        assert!(matches!(
            error,
            Error::State(StateError::Version { .. } | StateError::Malformed { .. })
        ));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
}

/// As the first version wrote it.
#[tokio::test(start_paused = true)]
async fn an_older_file_is_read_and_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let (made, later) = ("2026-01-02T03:04:05Z", "2026-01-09T03:04:05Z");
    let old = json!({
        "version": 1,
        "ahead": "1s",
        "huaweicloud": { "p": {
            "id": "p", "region": "cn-north-4", "name": "n", "description": "d", "status": "PENDING_ACCEPTANCE",
            "requester": { "project_id": "project-A", "vpc_id": "a" },
            "accepter": { "project_id": "project-B", "vpc_id": "b" },
            "created_at": made, "updated_at": made, "expires_at": later,
            "settling": { "to": "active", "at": later },
        } },
        "alicloud": { "privatelink": {
            "services": { "s": { "id": "s", "owner": 1, "region": "r-1", "auto_accept": false, "deleted": false } },
            "connections": { "e": {
                "id": "e", "service_id": "s", "region": "r-1", "requester": 2, "is_owners": false, "vpc_id": "v",
                "bandwidth": 800, "mode": "Scalability", "status": "Connected", "created_at": made,
                "updated_at": made, "settling": null,
            } },
        } },
    });
    std::fs::write(&file, old.to_string()).unwrap();
    let start = || world(|options| options.state = Some(file.clone()));
    let first = start();
    let peering = first.peerings().remove(0);
    assert_eq!(peering.requester.tenant.as_str(), "project-A");
    assert_eq!(peering.settling.as_ref().unwrap().to, Some("ACTIVE".into()));
    let connection = first.alicloud_connections().remove(0);
    assert_eq!(connection.requester.tenant.as_str(), "2");
    assert_eq!(connection.accepter.tenant.as_str(), "1");
    assert_eq!(connection.own.number("bandwidth"), 800);
    assert_eq!(first.now().to_string(), "2026-01-02T03:04:06Z");
    drop(first);
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("\"version\": 2")
    );
    assert_eq!(start().peerings(), [peering]);
}

#[test]
fn the_seeds_peerings_exist_and_keep_the_rules() {
    let one = |id: &str| {
        json!({ "id": id, "requester": "A", "accepter": "B",
                "requester_vpc_id": "a", "accepter_vpc_id": "b" })
    };
    let world = seeded(&json!({ "huaweicloud": { "peerings": [one("x")] } }));
    assert_eq!(world.peerings()[0].id.as_str(), "x");
    let twice = json!({ "huaweicloud": { "peerings": [one("x"), one("y")] } });
    let options = Options {
        seed: Some(serde_json::from_value(twice).unwrap()),
        ..Options::default()
    };
    let error = World::new(options).unwrap_err();
    assert!(matches!(error, Error::SeedObject { index: 1, .. }));
}

#[test]
fn an_object_that_breaks_the_rules_is_named_by_its_place_in_the_seed() {
    let peering = json!({ "requester": "A", "accepter": "B", "requester_vpc_id": "a", "accepter_vpc_id": "b" });
    let service = json!({ "owner": "A", "id": "s" });
    let endpoint = json!({ "requester": "B", "service_id": "nowhere" });
    for (place, seed) in [
        (
            "huaweicloud.peerings[1]",
            json!({ "huaweicloud": { "peerings": [peering, peering] } }),
        ),
        (
            "huaweicloud.vpcep.services[1]",
            json!({ "huaweicloud": { "vpcep": { "services": [service, service] } } }),
        ),
        (
            "huaweicloud.vpcep.endpoints[0]",
            json!({ "huaweicloud": { "vpcep": { "endpoints": [endpoint] } } }),
        ),
        (
            "alicloud.peerings[1]",
            json!({ "alicloud": { "peerings": [peering, peering] } }),
        ),
        (
            "alicloud.privatelink.endpoints[0]",
            json!({ "alicloud": { "privatelink": { "endpoints": [endpoint] } } }),
        ),
    ] {
        let options = Options {
            seed: Some(serde_json::from_value(seed).unwrap()),
            ..Options::default()
        };
        let told = World::new(options).unwrap_err().to_string();
        assert!(
            told.starts_with(&format!("{place} of the seed: ")),
            "{told}"
        );
    }
}

#[test]
fn a_seed_with_an_unknown_field_is_refused() {
    for text in [
        r#"{ "quota": 5 }"#,
        r#"{ "huaweicloud": { "qouta": 5 } }"#,
        r#"{ "huaweicloud": { "doubts": { "not_found": 500 } } }"#,
    ] {
        assert!(serde_json::from_str::<Seed>(text).is_err(), "{text}");
    }
    let whole = serde_json::to_string(&Seed::default()).unwrap();
    assert!(serde_json::from_str::<Seed>(&whole).is_ok());
}

/// The guide's example of a seed file, so that it cannot go stale.
#[test]
fn the_guides_seed_works() {
    let guide = include_str!("../../../docs/guides/simulator.md");
    let example = guide.split("```json").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let world = seeded(&serde_json::from_str(example).unwrap());
    assert_eq!(world.peerings()[0].accepter.tenant.as_str(), "0a1b");
    assert_eq!(world.faults().len(), 1);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read_and_replaced() {
    use std::os::unix::fs::{MetadataExt as _, symlink};
    use std::path::Path;
    type Place<'a> = &'a dyn Fn(&Path);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target");
    std::fs::write(&target, "{}").unwrap();
    let places: [(&str, Place<'_>); 4] = [
        ("a directory", &|at| std::fs::create_dir(at).unwrap()),
        ("a socket", &|at| {
            drop(std::os::unix::net::UnixListener::bind(at).unwrap());
        }),
        ("a FIFO", &|at| {
            let made = std::process::Command::new("mkfifo").arg(at).status();
            assert!(made.unwrap().success());
        }),
        ("a link", &|at| symlink(&target, at).unwrap()),
    ];
    for (name, place) in places {
        let at = folder.path().join(name);
        place(&at);
        let before = at.symlink_metadata().unwrap();
        let options = Options {
            state: Some(at.clone()),
            ..Options::default()
        };
        let refused = World::new(options).unwrap_err();
        let told = format!("{refused:?}");
        assert!(told.contains("not a regular file"), "{name}: {told}");
        if name != "a link" {
            let refused = format!("{:?}", Seed::read(&at).unwrap_err());
            assert!(refused.contains("not a regular file"), "{name}: {refused}");
        }
        let after = at.symlink_metadata().unwrap();
        let same = (before.ino(), before.mode()) == (after.ino(), after.mode());
        assert!(same, "{name} was touched");
    }
    let device = format!("{:?}", Seed::read(Path::new("/dev/zero")).unwrap_err());
    assert!(device.contains("not a regular file"), "{device}");
    // A seed is only read, so a link to one is as good as the file.
    Seed::read(&folder.path().join("a link")).unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "{}");
}

#[cfg(unix)]
#[test]
fn what_takes_the_place_of_the_state_file_meanwhile_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (file, target) = (folder.path().join("state"), folder.path().join("target"));
    let world = world(|options| options.state = Some(file.clone()));
    std::fs::write(&target, "theirs").unwrap();
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(&target, &file).unwrap();
    assert!(matches!(
        world.advance(super::hours(1)),
        Err(StateError::Write { .. })
    ));
    assert!(file.is_symlink());
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "theirs");
}

#[test]
fn files_without_an_end_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large");
    // Sparse: it takes no room on the disk.
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(1 << 40).unwrap();
    let told = format!("{:?}", Seed::read(&large).unwrap_err());
    assert!(told.contains("larger than 64 MiB"), "{told}");
    let options = Options {
        state: Some(large),
        ..Options::default()
    };
    let told = format!("{:?}", World::new(options).unwrap_err());
    assert!(told.contains("larger than 64 MiB"), "{told}");
}
