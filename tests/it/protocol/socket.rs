//! The socket as it lies on the disk, and the variables that say where and for whom.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use tokio::net::UnixStream;

use super::certificate::Certificate;
use super::client::Client;
use super::process::{KILLED_AFTER, Start};

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().mode() & 0o777
}

#[tokio::test]
async fn only_the_owner_reaches_it_whatever_the_umask_says() {
    let parent = tempfile::tempdir().unwrap();
    let plugin = Start::for_host(&Certificate::of(1))
        .with("PLUGIN_UNIX_SOCKET_DIR", parent.path())
        .open_to_all()
        .serve()
        .await;
    assert_eq!(mode(&plugin.directory()), 0o700);
    assert_eq!(mode(&plugin.socket()), 0o600);
    let kind = plugin.socket().symlink_metadata().unwrap().file_type();
    assert!(kind.is_socket(), "no link to one");
    let mine = parent.path().metadata().unwrap().uid();
    assert_eq!(plugin.directory().metadata().unwrap().uid(), mine);
}

#[tokio::test]
async fn each_process_has_a_fresh_directory_that_is_no_link() {
    let parent = tempfile::tempdir().unwrap();
    let start = Start::plaintext().with("PLUGIN_UNIX_SOCKET_DIR", parent.path());
    let (one, other) = (start.serve().await, start.serve().await);
    assert_ne!(one.directory(), other.directory());
    for plugin in [one, other] {
        let found = plugin.directory().symlink_metadata().unwrap();
        assert!(found.is_dir(), "{:?}", plugin.directory());
    }
}

#[tokio::test]
async fn a_place_that_is_no_directory_is_said_and_nothing_served() {
    let root = tempfile::tempdir().unwrap();
    let (file, dangling) = (root.path().join("file"), root.path().join("dangling"));
    std::fs::write(&file, "theirs").unwrap();
    symlink(root.path().join("nothing"), &dangling).unwrap();
    for place in [&file, &dangling, &root.path().join("missing")] {
        let start = Start::plaintext().with("PLUGIN_UNIX_SOCKET_DIR", place);
        let ended = start.spawn().ends_within(KILLED_AFTER).await;
        assert_eq!(ended.status.code(), Some(1), "{}", place.display());
        ended.tells_the_host(&["socket", "PLUGIN_UNIX_SOCKET_DIR", &format!("{place:?}")]);
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), "theirs");
    assert!(!root.path().join("nothing").exists());
}

#[tokio::test]
async fn where_others_may_rename_it_nothing_is_served_without_tls() {
    let root = tempfile::tempdir().unwrap();
    let open = root.path().join("open");
    std::fs::create_dir(&open).unwrap();
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o777)).unwrap();
    for variable in ["PLUGIN_UNIX_SOCKET_DIR", "TMPDIR"] {
        let start = Start::plaintext().with(variable, &open);
        let ended = start.spawn().ends_within(KILLED_AFTER).await;
        assert_eq!(ended.status.code(), Some(1));
        // No handshake: one line, which the host shows its user.
        ended.tells_the_host(&["sticky bit", variable]);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
        // With certificates a socket of somebody else's is of no use to him.
        let own = Certificate::of(1);
        let plugin = Start::for_host(&own).with(variable, &open).serve().await;
        assert!(Client::mutual(&plugin, &own).await.is_serving().await);
    }
}

#[tokio::test]
async fn a_place_that_the_host_could_not_read_is_said_and_nothing_served() {
    let root = tempfile::tempdir().unwrap();
    for name in [&b"a|b"[..], b"a\nb", b"a\xffb"] {
        let place = root.path().join(OsString::from_vec(name.to_vec()));
        std::fs::create_dir(&place).unwrap();
        let start = Start::plaintext().with("PLUGIN_UNIX_SOCKET_DIR", &place);
        let ended = start.spawn().ends_within(KILLED_AFTER).await;
        assert_eq!(ended.status.code(), Some(1), "{}", place.display());
        ended.tells_the_host(&["PLUGIN_UNIX_SOCKET_DIR"]);
        assert_eq!(place.read_dir().unwrap().count(), 0, "nothing is left");
    }
}

#[tokio::test]
async fn a_certificate_that_is_no_text_is_not_taken_for_none() {
    for certificate in [&b"\xff"[..], b" ", b"-----BEGIN CERTIFICATE-----\n\xff"] {
        let certificate = OsString::from_vec(certificate.to_vec());
        let start = Start::plaintext().with("PLUGIN_CLIENT_CERT", certificate);
        let ended = start.spawn().ends_within(KILLED_AFTER).await;
        assert_eq!(ended.status.code(), Some(1));
        // No handshake, and no plaintext.
        ended.tells_the_host(&["certificate"]);
    }
}

#[tokio::test]
async fn a_directory_for_temporary_files_that_is_none_is_named_where_the_host_shows_it() {
    let root = tempfile::tempdir().unwrap();
    let missing = root.path().join("missing");
    let start = Start::plaintext().with("TMPDIR", &missing);
    let ended = start.spawn().ends_within(KILLED_AFTER).await;
    assert_eq!(ended.status.code(), Some(1));
    ended.tells_the_host(&["TMPDIR", &format!("{missing:?}"), "not found"]);
}

#[tokio::test]
async fn an_empty_directory_for_temporary_files_is_not_set() {
    let plugin = Start::plaintext().with("TMPDIR", "").serve().await;
    let path = plugin.line.split('|').nth(3).unwrap();
    assert!(path.starts_with("/tmp/vpcconnect-"), "{path}");
}

#[tokio::test]
async fn more_connections_than_files_neither_end_it_nor_fill_the_log() {
    let own = Certificate::of(1);
    let start = Start::for_host(&own).with("TF_LOG", "WARN");
    let plugin = start.serve().await;
    let host = Client::mutual(&plugin, &own).await;
    plugin.running.allow_files(32);
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(UnixStream::connect(plugin.socket()).await.unwrap());
    }
    for _ in 0..20 {
        assert!(host.is_serving().await);
    }
    drop(silent);
    assert!(Client::mutual(&plugin, &own).await.is_serving().await);
    host.shut_down().await;
    let ended = plugin.running.ends_within(KILLED_AFTER).await;
    assert!(ended.status.success(), "{}", ended.stderr);
    let full = ended.stderr.matches("could not be accepted").count();
    assert!((1..100).contains(&full), "{full} lines of it");
}
