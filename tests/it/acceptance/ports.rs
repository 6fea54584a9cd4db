//! The provider at a port in the place of a socket, which is what it does on Windows, under the real CLI.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use rustix::process::Pid;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use vpcconnect::simulator::Match;

use super::hcl::{REQUEST, own_request};
use super::scene::Scene;

/// The ports of this machine's loopback at which a process listens.
fn listens_at(process: Pid) -> Vec<SocketAddr> {
    let id = process.as_raw_nonzero();
    let mut inodes = Vec::new();
    for entry in fs::read_dir(format!("/proc/{id}/fd")).unwrap() {
        let Ok(target) = fs::read_link(entry.unwrap().path()) else {
            continue;
        };
        let target = target.to_string_lossy().into_owned();
        let inode = target.strip_prefix("socket:[");
        inodes.extend(inode.map(|inode| inode.trim_end_matches(']').to_owned()));
    }
    let table = fs::read_to_string(format!("/proc/{id}/net/tcp")).unwrap();
    let rows = table
        .lines()
        .map(|row| row.split_whitespace().collect::<Vec<_>>());
    // The columns: number, local address, remote address, state (0A: listens), …, inode.
    let listening = rows.filter(|row| row.get(3) == Some(&"0A") && inodes.contains(&row[9].into()));
    listening
        .map(|row| {
            let (address, port) = row[1].split_once(':').unwrap();
            let address = u32::from_str_radix(address, 16).unwrap().swap_bytes();
            (
                address.to_be_bytes(),
                u16::from_str_radix(port, 16).unwrap(),
            )
                .into()
        })
        .collect()
}

#[tokio::test]
async fn the_cli_works_with_a_provider_at_a_port_and_nobody_else_does() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let config = scene.provider(&[("default", "A")]) + &own_request("");
    let folder = scene
        .folder("port", &config)
        .with_certificates()
        .env("VPCCONNECT_TEST_TCP", "1");
    let create = Match {
        api: Some("CreateVpcPeering".to_owned()),
        ..Match::default()
    };
    let cloud = scene.cloud();
    cloud.answers_after(Duration::from_millis(500));
    let apply = folder.start_apply();
    cloud.world().arrived(&create, 0, 1).await;

    // In the midst of it, somebody else of this machine comes without the host's certificate.
    let mut found = 0;
    for provider in apply.providers() {
        for address in listens_at(provider) {
            assert!(address.ip().is_loopback(), "{address}");
            found += 1;
            let mut stranger = TcpStream::connect(address).await.unwrap();
            let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
            stranger.write_all(preface).await.unwrap();
            let mut answer = Vec::new();
            let _ = stranger.read_to_end(&mut answer).await;
            // A TLS alert (type 21) at most.
            assert!(matches!(answer.first(), None | Some(0x15)), "{answer:?}");
        }
    }
    assert!(found > 0, "the provider listens at no port");

    apply.end().await.succeeds();
    cloud.answers_after(Duration::ZERO);
    assert_eq!(folder.values(REQUEST)["answer"], "accepted");
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}
