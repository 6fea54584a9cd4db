//! What the demo lets a CLI know; that it tells its story is shown by running it (`.ci/run`).

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

/// What the user's environment may hold: clouds' keys, a proxy with its password, his own terraform.
const SECRETS: [&str; 16] = [
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_CREDENTIALS_URI",
    "ALICLOUD_SECRET_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "ECS_METADATA_TOKEN",
    "GITHUB_TOKEN",
    "HTTPS_PROXY",
    "HW_SECRET_KEY",
    "OS_PASSWORD",
    "PLUGIN_CLIENT_CERT",
    "SECURITY_TOKEN",
    "TF_CLI_ARGS",
    "TF_LOG",
    "TF_REATTACH_PROVIDERS",
    "TF_TOKEN_app_terraform_io",
    "https_proxy",
];

#[test]
fn the_cli_is_told_nothing_of_the_users_clouds() {
    let folder = tempfile::tempdir().unwrap();
    let cli = folder.path().join("terraform");
    std::fs::write(&cli, "#!/bin/sh\nenv > \"$0.env\"\nexit 1\n").unwrap();
    std::fs::set_permissions(&cli, std::fs::Permissions::from_mode(0o700)).unwrap();
    let demo = Command::new(env!("CARGO_BIN_EXE_terraform-provider-vpcconnect"))
        .arg("demo")
        .env("TF_ACC_TERRAFORM_PATH", &cli)
        .envs(SECRETS.map(|name| (name, "CANARY")))
        .env("LC_ALL", "C.UTF-8")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert_eq!(demo.status.code(), Some(1), "the CLI refuses to go on");
    let told = std::fs::read_to_string(folder.path().join("terraform.env")).unwrap();
    assert!(!told.contains("CANARY"), "{told}");
    for passed_on in ["PATH=", "LC_ALL=C.UTF-8", "NO_COLOR=1"] {
        assert!(
            told.lines().any(|line| line.starts_with(passed_on)),
            "{passed_on}: {told}"
        );
    }
    let own = told.lines().filter(|line| line.starts_with("TF_"));
    let mut own: Vec<_> = own.filter_map(|line| line.split('=').next()).collect();
    own.sort_unstable();
    let set = ["TF_CLI_CONFIG_FILE", "TF_IN_AUTOMATION", "TF_VAR_simulator"];
    assert_eq!(own, set, "{told}");
}
