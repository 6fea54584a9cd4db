//! One simulator, and folders with configurations that the CLI is run in.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Pid;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use vpcconnect::simulator::{Options, Simulator};

use super::cloud::Cloud;
use super::run::Run;
use super::{cli, process};

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// The region of all accounts unless a test says otherwise.
pub(super) const REGION: &str = "cn-north-4";

/// A simulator and a private place on the disk. Both go with it.
pub(super) struct Scene {
    cli: PathBuf,
    simulator: Simulator,
    root: TempDir,
}

/// A folder with one configuration and its state.
pub(super) struct Folder<'a> {
    scene: &'a Scene,
    path: PathBuf,
    env: Vec<(&'static str, String)>,
}

/// A run that has not ended.
pub(super) struct Running {
    command: String,
    child: Child,
    /// What was read of its output already.
    said: Vec<u8>,
}

impl Scene {
    /// Begins; nothing when the tests with the real CLI were not asked for.
    pub(super) async fn begin() -> Option<Self> {
        Self::with(Options::default()).await
    }

    /// Begins with a simulator set up by `options`, on any free port.
    pub(super) async fn with(options: Options) -> Option<Self> {
        let cli = cli::wanted()?;
        let options = Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ..options
        };
        let simulator = Simulator::start(options).await.unwrap();
        let root = tempfile::tempdir().unwrap();
        let scene = Self {
            cli,
            simulator,
            root,
        };
        let binary = Path::new(env!("CARGO_BIN_EXE_terraform-provider-vpcconnect"));
        scene.install(binary.parent().unwrap());
        Some(scene)
    }

    /// From here on the CLI finds the provider in this directory.
    pub(super) fn install(&self, directory: &Path) {
        self.install_as(&["vpcconnect/vpcconnect"], directory);
    }

    /// The same of the providers with these addresses.
    pub(super) fn install_as(&self, addresses: &[&str], directory: &Path) {
        let directory = directory.to_str().unwrap();
        let addresses = addresses.iter();
        let overrides: Vec<_> = addresses
            .map(|address| format!("    {address:?} = {directory:?}\n"))
            .collect();
        let overrides = overrides.concat();
        let settings = format!(
            "provider_installation {{\n  dev_overrides {{\n{overrides}  }}\n  direct {{}}\n}}\n"
        );
        std::fs::write(self.root.path().join("terraformrc"), settings).unwrap();
    }

    /// A place on its disk.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Where the simulator listens.
    pub(super) fn url(&self) -> String {
        self.simulator.url()
    }

    /// The same, as an address.
    pub(super) fn address(&self) -> SocketAddr {
        self.simulator.address()
    }

    /// The cloud.
    pub(super) fn cloud(&self) -> Cloud {
        Cloud::new(self.simulator.world().clone())
    }

    /// A new folder with this configuration.
    pub(super) fn folder(&self, name: &str, config: &str) -> Folder<'_> {
        let path = self.root.path().join(name);
        std::fs::create_dir(&path).unwrap();
        let folder = Folder {
            scene: self,
            path,
            env: Vec::new(),
        };
        folder.write(config);
        folder
    }

    /// The provider's endpoints, as an attribute.
    pub(super) fn endpoints(&self) -> String {
        let url = self.simulator.url();
        // Nobody asks the machine that the tests run on.
        format!(
            "endpoints = {{ vpc = \"{url}/{{region}}\", vpcep = \"{url}/{{region}}\", cs = \"{url}/{{region}}\", iam = \"{url}\", sts = \"{url}\", metadata = \"{url}\" }}"
        )
    }

    /// The account of a tenant; `more` are further attributes.
    pub(super) fn account(&self, key: &str, more: &str) -> String {
        let endpoints = self.endpoints();
        format!(
            "{{ region = \"{REGION}\"\n access_key = \"{key}\"\n secret_key = \"SK-{key}\"\n \
             {endpoints}\n {more} }}"
        )
    }

    /// The provider block and what it needs, with tenants by the names of their accounts.
    pub(super) fn provider(&self, accounts: &[(&str, &str)]) -> String {
        let mut entries = String::new();
        for (name, key) in accounts {
            let account = self.account(key, "");
            writeln!(entries, "    {name} = {account}").unwrap();
        }
        provider(&entries)
    }
}

/// A provider block around the entries of the map `huaweicloud`.
pub(super) fn provider(entries: &str) -> String {
    format!("{REQUIRED}provider \"vpcconnect\" {{\n  huaweicloud = {{\n{entries}\n  }}\n}}\n")
}

/// What names the provider's source.
pub(super) const REQUIRED: &str = "terraform {
  required_providers {
    vpcconnect = { source = \"vpcconnect/vpcconnect\" }
  }
}
";

impl Folder<'_> {
    /// Sets a variable of the environment, in which there is nothing else.
    pub(super) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    /// The CLI and the provider show each other certificates, as they do wherever a user runs them. Making those and
    /// checking them is a fifth of what a short run costs, and has nothing to do with what most tests are about.
    pub(super) fn with_certificates(self) -> Self {
        self.env("TF_DISABLE_PLUGIN_TLS", "")
    }

    /// Replaces the configuration.
    pub(super) fn write(&self, config: &str) {
        self.write_file("main.tf", config);
    }

    /// Writes another file.
    pub(super) fn write_file(&self, name: &str, text: &str) {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The bytes of one of its files.
    pub(super) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path.join(name)).unwrap()
    }

    /// Where one of its files is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The name of each of its files, whoever wrote it, and the bytes.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.path).unwrap();
                    found.push((name.display().to_string(), std::fs::read(&path).unwrap()));
                }
            }
        }
        found
    }

    /// Begins a run, in a process group of its own.
    pub(super) fn start(&self, arguments: &[&str]) -> Running {
        let child = Command::new(&self.scene.cli)
            .args(arguments)
            .current_dir(&self.path)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.scene.root.path())
            .env(
                "TF_CLI_CONFIG_FILE",
                self.scene.root.path().join("terraformrc"),
            )
            .env("CHECKPOINT_DISABLE", "1")
            // Most runs are short: collecting garbage is a third of what the CLI would do in them.
            .env("GOGC", "off")
            .env("GOMEMLIMIT", "1GiB")
            .env("TF_DISABLE_PLUGIN_TLS", "1")
            .env("TF_IN_AUTOMATION", "1")
            .envs(
                self.env
                    .iter()
                    .map(|(name, value)| (name, OsStr::new(value))),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Running {
            command: arguments.join(" "),
            child,
            said: Vec::new(),
        }
    }

    /// A whole run.
    pub(super) async fn run(&self, arguments: &[&str]) -> Run {
        self.start(arguments).end().await
    }

    /// `plan`
    pub(super) async fn plan(&self) -> Run {
        self.plan_with(&[]).await
    }

    /// `plan` with further arguments.
    pub(super) async fn plan_with(&self, more: &[&str]) -> Run {
        let plan = ["plan", "-json", "-input=false", "-detailed-exitcode"];
        self.run(&[&plan, more].concat()).await
    }

    /// `apply`
    pub(super) async fn apply(&self) -> Run {
        self.apply_with(&[]).await
    }

    /// `apply` with further arguments.
    pub(super) async fn apply_with(&self, more: &[&str]) -> Run {
        self.run(&[&APPLY, more].concat()).await
    }

    /// `apply`, not waited for.
    pub(super) fn start_apply(&self) -> Running {
        self.start(&APPLY)
    }

    /// `destroy`, not waited for.
    pub(super) fn start_destroy(&self) -> Running {
        self.start(&DESTROY)
    }

    /// `destroy`
    pub(super) async fn destroy(&self) -> Run {
        self.destroy_with(&[]).await
    }

    /// `destroy` with further arguments.
    pub(super) async fn destroy_with(&self, more: &[&str]) -> Run {
        self.run(&[&DESTROY, more].concat()).await
    }

    /// `import`
    pub(super) async fn import(&self, address: &str, id: &str) -> Run {
        let import = ["import", "-no-color", "-input=false", address, id];
        self.run(&import).await
    }

    /// Takes `address` out of the state and leaves it in the cloud; `without` is the configuration
    /// without its block. What that apply plans else is applied, too.
    pub(super) async fn forgets(&self, address: &str, without: &str) {
        if cli::removes(self.run(&["version"]).await.text()) {
            let removed =
                format!("removed {{\n  from = {address}\n  lifecycle {{ destroy = false }}\n}}\n");
            self.write(&format!("{without}{removed}"));
        } else {
            self.write(without);
            self.run(&["state", "rm", address]).await.succeeds();
        }
        self.apply().await.succeeds();
    }

    /// Every object in the state, with its address and its values. The file says it: asking the CLI would start two
    /// processes.
    pub(super) fn state(&self) -> Vec<Value> {
        let resources = self.resources();
        let objects = resources.iter().flat_map(|resource| {
            let instances = resource["instances"].as_array().unwrap().iter();
            instances.map(|instance| object(resource, instance))
        });
        objects.collect()
    }

    /// Every instance in the state, as the file has it.
    pub(super) fn stored(&self) -> Vec<Value> {
        let resources = self.resources().into_iter();
        let instances = resources.flat_map(|one| one["instances"].as_array().unwrap().clone());
        instances.collect()
    }

    /// The resources of the state file; none when there is no state yet.
    fn resources(&self) -> Vec<Value> {
        let Ok(text) = std::fs::read(self.path.join("terraform.tfstate")) else {
            return Vec::new();
        };
        let state: Value = serde_json::from_slice(&text).unwrap();
        state["resources"].as_array().unwrap().clone()
    }

    /// The attributes of one object in the state, which is not tainted.
    #[track_caller]
    pub(super) fn values(&self, address: &str) -> Value {
        let state = self.state();
        let found = state.iter().find(|one| one["address"] == address);
        let object = found.unwrap_or_else(|| panic!("{address} is not in the state: {state:?}"));
        assert!(object["tainted"].is_null(), "tainted: {object}");
        object["values"].clone()
    }

    /// A saved plan, as `show -json` has it: the change of one object.
    pub(super) async fn planned(&self, address: &str) -> Value {
        self.plan_with(&["-out=saved"]).await.succeeds();
        let shown = self.run(&["show", "-json", "saved"]).await.succeeds();
        let shown: Value = serde_json::from_str(shown.text()).unwrap();
        let changes = shown["resource_changes"].as_array().unwrap();
        let found = changes.iter().find(|one| one["address"] == address);
        found.unwrap()["change"].clone()
    }
}

const APPLY: [&str; 4] = ["apply", "-json", "-input=false", "-auto-approve"];
const DESTROY: [&str; 4] = ["destroy", "-json", "-input=false", "-auto-approve"];

/// An object of the state file, in the words of `show -json`.
fn object(resource: &Value, instance: &Value) -> Value {
    let text = |name: &str| resource[name].as_str().unwrap_or_default();
    let module = match text("module") {
        "" => String::new(),
        module => format!("{module}."),
    };
    let mode = match text("mode") {
        "data" => "data.",
        _ => "",
    };
    let key = match &instance["index_key"] {
        Value::Null => String::new(),
        key => format!("[{key}]"),
    };
    let tainted = (instance["status"] == "tainted").then_some(true);
    json!({
        "address": format!("{module}{mode}{}.{}{key}", text("type"), text("name")),
        "mode": text("mode"),
        "type": text("type"),
        "tainted": tainted,
        "values": instance["attributes"],
    })
}

impl Running {
    /// Ctrl-C: the signal goes to the CLI and to what it started.
    pub(super) async fn interrupt(&self) {
        self.signal("INT").await;
    }

    /// A signal to the CLI and to what it started.
    pub(super) async fn signal(&self, name: &str) {
        let group = format!("-{}", self.child.id().unwrap());
        let signal = format!("-{name}");
        let kill = Command::new("kill").args([&signal, "--", &group]).status();
        assert!(kill.await.unwrap().success());
    }

    /// The number of its process.
    pub(super) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// The provider's processes that it has started and that run.
    pub(super) fn providers(&self) -> Vec<Pid> {
        process::children(self.id())
    }

    /// Waits until it says `words`.
    pub(super) async fn says(&mut self, words: &str) {
        let reading = async {
            let stdout = self.child.stdout.as_mut().unwrap();
            while !String::from_utf8_lossy(&self.said).contains(words) {
                let read = stdout.read_buf(&mut self.said).await.unwrap();
                assert_ne!(read, 0, "it ended without saying {words:?}");
            }
        };
        let said = tokio::time::timeout(PATIENCE, reading).await;
        assert!(said.is_ok(), "{} does not say {words:?}", self.command);
    }

    /// Waits for its end.
    pub(super) async fn end(self) -> Run {
        let ended = tokio::time::timeout(PATIENCE, self.child.wait_with_output()).await;
        let ended = ended.unwrap_or_else(|_| panic!("{} hangs", self.command));
        let ended = ended.unwrap();
        Run::new(
            self.command,
            ended.status.code(),
            &[self.said, ended.stdout].concat(),
            &ended.stderr,
        )
    }
}
