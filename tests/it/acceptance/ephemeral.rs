//! Keys in `ephemeral` variables: after a whole life they are in no file.

use std::path::Path;

use super::cli;
use super::run::Run;
use super::scene::{Folder, Scene};
use super::secrets::unzipped;

const KEY: &str = "EPHEMERALKEY00000001";
const SECRETS: [(&str, &str); 2] = [
    ("TF_VAR_secret_key", "SK-EPHEMERALKEY00000001"),
    ("TF_VAR_security_token", "TOKEN-EPHEMERALKEY00000001"),
];

/// The files that hold a secret, of all that are there. What is packed is unpacked.
fn found(folder: &Folder<'_>) -> Vec<String> {
    let files = folder.files();
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    for expected in ["terraform.tfstate", "saved", "trace.log"] {
        assert!(names.contains(&expected), "{names:?}");
    }
    let holds = |bytes: &[u8]| {
        let all = [bytes, unzipped(bytes).as_slice()].concat();
        let text = String::from_utf8_lossy(&all);
        SECRETS.iter().any(|(_, secret)| text.contains(secret))
    };
    let found = files.iter().filter(|(_, bytes)| holds(bytes));
    found.map(|(name, _)| name.clone()).collect()
}

/// Plans, applies what was planned, plans the destroy and destroys, all logged; and where the secrets are then.
async fn lives(scene: &Scene, name: &str, config: &str) -> Vec<String> {
    let mut folder = scene
        .folder(name, config)
        .env("TF_VAR_access_key", KEY)
        .env("TF_LOG", "TRACE")
        .env("TF_LOG_PATH", "trace.log");
    for (variable, value) in SECRETS {
        folder = folder.env(variable, value);
    }
    let mut said = vec![folder.plan_with(&["-out=saved"]).await.succeeds()];
    said.push(folder.run(&["apply", "-json", "saved"]).await.succeeds());
    said.push(folder.plan().await.plans_nothing());
    said.push(folder.run(&["show", "-json", "saved"]).await.succeeds());
    let said: Vec<_> = said.iter().map(Run::text).collect();
    folder.write_file("said.txt", &said.concat());
    let found = found(&folder);
    let log = folder.read("trace.log");
    let log = String::from_utf8_lossy(&log);
    assert!(
        log.contains("CreateVpcPeering") || log.contains("/v2.0/vpc/peerings"),
        "it was logged at all"
    );
    folder.destroy().await.succeeds();
    found
}

#[tokio::test]
async fn no_file_holds_the_keys_of_the_example() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let version = scene
        .folder("version", "")
        .run(&["version"])
        .await
        .succeeds();
    if !cli::knows_ephemeral(version.text()) {
        cli::say_skipped("ephemeral variables", version.text());
        return;
    }
    let path = "examples/ephemeral-keys/main.tf";
    let example =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let region = "region         = \"cn-north-4\"\n";
    assert_eq!(example.matches(region).count(), 1);
    let config = example.replace(region, &format!("{region}{}\n", scene.endpoints()));
    assert_eq!(lives(&scene, "ephemeral", &config).await, [""; 0]);

    // The same with variables that are not: the look into the files can find something.
    let stored = config.replace("  ephemeral   = true\n", "");
    assert!(!stored.contains("ephemeral   ="));
    assert!(
        lives(&scene, "stored", &stored)
            .await
            .contains(&"saved".to_owned())
    );
}
