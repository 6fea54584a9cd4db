//! One client token for each operation, through all of its attempts; a new nonce for each attempt.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use crate::typed::alicloud::peering_accepter::AliCloudPeeringAccepter;
use http::Request;
use serde_json::json;
use vpcconnect::framework::model::Field;
use vpcconnect::http::transport::{Sending, Transport};
use vpcconnect::simulator::{Effect, Reply, World};

use super::super::stage::InProcess;
use super::stage::{MINUTE, Stage, decision, request, tags};

/// A request as it was sent.
#[derive(Clone, Debug)]
struct Sent {
    action: String,
    token: Option<String>,
    nonce: String,
}

/// The simulator, and what was sent to it.
struct Recorder {
    cloud: InProcess,
    sent: Mutex<Vec<Sent>>,
}

impl Recorder {
    fn of(world: &World) -> Arc<Self> {
        Arc::new(Self {
            cloud: InProcess(world.clone()),
            sent: Mutex::default(),
        })
    }

    /// The tokens of an action's attempts, in order.
    fn tokens(&self, action: &str) -> Vec<String> {
        let sent = self.sent.lock().unwrap();
        let of = sent.iter().filter(|one| one.action == action);
        of.map(|one| one.token.clone().unwrap()).collect()
    }

    fn nonces_differ(&self) {
        let sent = self.sent.lock().unwrap();
        let nonces: HashSet<_> = sent.iter().map(|one| &one.nonce).collect();
        assert_eq!(nonces.len(), sent.len(), "a nonce twice: {sent:?}");
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request<Vec<u8>>) -> Sending<'_> {
        let header = |name| request.headers()[name].to_str().unwrap().to_owned();
        let form = String::from_utf8_lossy(request.body()).into_owned();
        let query = request.uri().query().unwrap_or_default();
        let fields = form.split('&').chain(query.split('&'));
        let token = fields
            .filter_map(|field| field.strip_prefix("ClientToken="))
            .map(str::to_owned)
            .next();
        self.sent.lock().unwrap().push(Sent {
            action: header("x-acs-action"),
            token,
            nonce: header("x-acs-signature-nonce"),
        });
        self.cloud.send(request)
    }
}

/// All attempts of an action had one token, and there were several of them.
fn one_token(recorder: &Recorder, action: &str, what: &str) -> String {
    let tokens = recorder.tokens(action);
    let different: HashSet<_> = tokens.iter().collect();
    assert!(tokens.len() > 1, "{action}, {what}: sent once");
    assert_eq!(different.len(), 1, "{action}, {what}: {tokens:?}");
    tokens[0].clone()
}

fn unavailable() -> Reply {
    Reply {
        status: 503,
        body: Some(json!({ "Code": "ServiceUnavailable", "Message": "Later." })),
        headers: [].into(),
    }
}

/// Every way in which an answer does not come.
fn ways() -> [Effect; 6] {
    [
        Effect::DropBeforeCommit,
        Effect::DropAfterCommit,
        Effect::Reset,
        Effect::ResetAfterCommit,
        Effect::Answer(unavailable()),
        Effect::AnswerAfterCommit(unavailable()),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_attempt_of_an_operation_has_its_token_and_a_nonce_of_its_own() {
    const CREATE: &str = "CreateVpcPeerConnection";
    const MODIFY: &str = "ModifyVpcPeerConnection";
    const DELETE: &str = "DeleteVpcPeerConnection";
    const TAG: &str = "TagResources";
    for way in ways() {
        for (word, decide) in [
            ("accept", "AcceptVpcPeerConnection"),
            ("reject", "RejectVpcPeerConnection"),
        ] {
            let world = Stage::with(Duration::from_secs(1), &json!({}));
            let recorder = Recorder::of(&world.world);
            let stage = Stage::over(&world, &recorder);
            for api in [CREATE, MODIFY, decide, DELETE, TAG] {
                stage.fault(api, 2, way.clone());
            }
            let what = format!("{way:?}");
            let mut cx = stage.context(5 * MINUTE);
            let asked = AliCloudPeering::create(&mut cx, request()).await.unwrap();
            let id = asked.id.text().unwrap().to_owned();
            let mut used = vec![one_token(&recorder, CREATE, &what)];

            let planned = State {
                name: "renamed".into(),
                tags: tags([("team", "network")]),
                updated_at: Field::Unknown,
                ..asked.clone()
            };
            let mut cx = stage.context(5 * MINUTE);
            let changed = AliCloudPeering::update(&mut cx, asked, planned).await;
            let changed = changed.unwrap_or_else(|failed| panic!("{what}: {:?}", failed.error));
            used.push(one_token(&recorder, MODIFY, &what));
            used.push(one_token(&recorder, TAG, &what));

            let mut cx = stage.context(5 * MINUTE);
            let decided = AliCloudPeeringAccepter::create(&mut cx, decision(&id, word)).await;
            decided.unwrap_or_else(|failed| panic!("{what}: {:?}", failed.error));
            used.push(one_token(&recorder, decide, &what));

            let mut cx = stage.context(5 * MINUTE);
            AliCloudPeering::delete(&mut cx, changed).await.unwrap();
            used.push(one_token(&recorder, DELETE, &what));
            assert_eq!(stage.world.alicloud_peerings(), [], "{what}");

            // What is another operation has another token.
            let mut cx = stage.context(5 * MINUTE);
            AliCloudPeering::create(&mut cx, request()).await.unwrap();
            used.push(recorder.tokens(CREATE).last().unwrap().clone());
            let all: HashSet<_> = used.iter().collect();
            assert_eq!(all.len(), used.len(), "{what}: {used:?}");
            recorder.nonces_differ();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_call_keeps_its_token_too() {
    let world = Stage::new();
    let recorder = Recorder::of(&world.world);
    let stage = Stage::over(&world, &recorder);
    for code in [
        "Throttling.User",
        "Conflict.Operation",
        "LastTokenProcessing",
    ] {
        let reply = vpcconnect::simulator::Reply {
            status: 400,
            body: Some(json!({ "Code": code, "Message": "later", "RequestId": "r" })),
            headers: [].into(),
        };
        let effect = vpcconnect::simulator::Effect::Answer(reply);
        stage.fault("CreateVpcPeerConnection", 1, effect);
    }
    let mut cx = stage.context(5 * MINUTE);
    AliCloudPeering::create(&mut cx, request()).await.unwrap();
    assert_eq!(recorder.tokens("CreateVpcPeerConnection").len(), 4);
    one_token(&recorder, "CreateVpcPeerConnection", "throttled");
    recorder.nonces_differ();
}
