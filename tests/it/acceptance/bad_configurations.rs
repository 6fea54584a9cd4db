//! Bad input in configurations: an error at the line that is wrong, before any call.

use super::hcl::{answer, own_request};
use super::scene::{Scene, provider};

/// Each pair of a line for a request and what is said of it, refused at that line before any call. One plan says it of all.
async fn each_is_refused(lines: &[(&str, &[&str])]) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let mut config = scene.provider(&[("default", "A"), ("partner", "B")]);
    for (number, (line, _)) in lines.iter().enumerate() {
        let mut request = own_request("").replace("\"this\"", &format!("\"number_{number}\""));
        // The name that a good request has makes room for a bad one.
        if line.starts_with("name =") {
            request = request.replace("name = \"own\"\n", "");
        }
        config += &request.replacen("{\n", &format!("{{\n  {line}\n"), 1);
    }
    let folder = scene.folder("requester", &config);
    let mut run = folder.plan().await.fails();
    assert_eq!(run.errors().len(), lines.len(), "{run}");
    for (line, told) in lines {
        // Terraform before 1.15 shows a path into an attribute at the head of its block; the text names it.
        run = if line.starts_with("timeouts =") {
            run.refuses(told)
        } else {
            run.refuses_at(line, told)
        };
    }
    assert_eq!(scene.cloud().calls(), []);
}

#[tokio::test]
async fn an_unknown_account_lists_those_that_exist() {
    each_is_refused(&[
        (
            "account = \"stranger\"",
            &["\"stranger\"", "\"default\"", "\"partner\""],
        ),
        (
            "account = \"1234567890\"",
            &["\"1234567890\"", "\"default\"", "name from the provider"],
        ),
    ])
    .await;
}

#[tokio::test]
async fn names_have_one_to_64_characters() {
    let long = format!("name = \"{}\"", "x".repeat(65));
    let chinese = format!("name = \"{}\"", "对".repeat(65));
    each_is_refused(&[
        ("name = \"\"", &["\"name\"", "1 to 64 characters"]),
        ("name = null", &["\"name\"", "1 to 64 characters"]),
        (&long, &["65 characters", "1 to 64"]),
        (&chinese, &["65 characters", "1 to 64"]),
    ])
    .await;
}

#[tokio::test]
async fn a_name_may_have_64_chinese_characters() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let name = "对".repeat(64);
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        own_request("").replace("\"own\"", &format!("\"{name}\""))
    );
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    assert_eq!(scene.cloud().only().name, name);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn descriptions_have_at_most_255_characters_and_no_angle_brackets() {
    let long = format!("description = \"{}\"", "x".repeat(256));
    each_is_refused(&[
        (&long, &["256 characters", "255"]),
        ("description = \"a <b\"", &["'<'"]),
        ("description = \"a> b\"", &["'>'"]),
    ])
    .await;
}

#[tokio::test]
async fn timeouts_are_durations() {
    each_is_refused(&[
        (
            "timeouts = { create = \"soon\" }",
            &["timeouts.create", "\"soon\"", "\"10m\""],
        ),
        (
            "timeouts = { delete = \"10\" }",
            &["timeouts.delete", "\"10\""],
        ),
        (
            "timeouts = { update = \"-5m\" }",
            &["timeouts.update", "\"-5m\""],
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_decision_is_accept_or_reject() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        answer(&id, "WORD", "")
    );
    let folder = scene.folder("accepter", "");
    cloud.forget();
    let both = ["\"accept\"", "\"reject\""];
    for word in ["\"approve\"", "\"Accept\"", "\"\"", "null", "true"] {
        folder.write(&config.replace("\"WORD\"", word));
        let line = format!("decision = {word}");
        folder.plan().await.refuses_at(&line, &both);
        folder.apply().await.refuses_at(&line, &both);
    }
    folder.write(&config.replace("decision = \"WORD\"", ""));
    let missing = folder.plan().await.fails();
    assert!(missing.errors()[0].text.contains("decision"), "{missing}");
    assert_eq!(cloud.calls(), []);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
}

#[tokio::test]
async fn a_decision_that_turns_out_null_is_refused() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = format!(
        "{}resource \"terraform_data\" \"choice\" {{}}\n{}",
        scene.provider(&[("default", "A")]),
        answer(&id, "WORD", "").replace("\"WORD\"", "terraform_data.choice.output")
    );
    let folder = scene.folder("accepter", &config);
    cloud.forget();
    let line = "decision = terraform_data.choice.output";
    folder
        .apply()
        .await
        .refuses_at(line, &["\"accept\"", "\"reject\""]);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
}

#[tokio::test]
async fn other_words_and_ids_of_an_answer_are_refused() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let provider = scene.provider(&[("default", "A")]);
    let folder = scene.folder("accepter", "");
    for (id, line, told) in [
        ("x", "on_destroy = \"reject\"", ["\"keep\"", "\"delete\""]),
        (
            "x",
            "account = \"stranger\"",
            ["\"stranger\"", "\"default\""],
        ),
        ("..", "peering_id = \"..\"", ["\"..\"", "not valid ids"]),
        ("", "peering_id = \"\"", ["\"peering_id\"", "required"]),
    ] {
        let more = if line.starts_with("peering_id") {
            ""
        } else {
            line
        };
        folder.write(&format!("{provider}{}", answer(id, "accept", more)));
        folder.plan().await.refuses_at(line, &told);
    }
    assert_eq!(cloud.calls(), []);
}

#[tokio::test]
async fn the_provider_block_is_checked() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let folder = scene.folder("requester", "");
    let vpc = |endpoint: &str| format!("endpoints = {{ vpc = \"{endpoint}\" }}");
    for (account, attribute, told) in [
        (
            vpc("vpc.example.com"),
            ".endpoints.vpc",
            ["\"vpc.example.com\"", "scheme"],
        ),
        (
            vpc("http://vpc.example.com"),
            ".endpoints.vpc",
            ["\"http://vpc.example.com\"", "loopback only"],
        ),
        (
            vpc("http://127.0.0.1.example.com"),
            ".endpoints.vpc",
            ["\"http://127.0.0.1.example.com\"", "loopback only"],
        ),
        (
            "endpoints = { iam = \"ftp://localhost\" }".to_owned(),
            ".endpoints.iam",
            ["\"ftp://localhost\"", "https"],
        ),
        (
            "max_retries = -1".to_owned(),
            ".max_retries",
            ["\"max_retries\"", "0 or more"],
        ),
        (
            "max_requests_per_second = 0".to_owned(),
            ".max_requests_per_second",
            ["\"max_requests_per_second\"", "above 0"],
        ),
        (
            "secret_key = \"SK-A\"".to_owned(),
            ".access_key",
            ["Incomplete credential", "access_key is missing"],
        ),
        (
            "access_key = \"A\"".to_owned(),
            ".secret_key",
            ["Incomplete credential", "secret_key is missing"],
        ),
        (
            "security_token = \"T\"".to_owned(),
            ".access_key",
            ["Incomplete credential", "access_key is missing"],
        ),
    ] {
        let good = format!("default = {}\n", scene.account("A", ""));
        let bad = format!("partner = {{\n region = \"cn-north-4\"\n {account}\n }}");
        let entries = format!("{good}{bad}");
        folder.write(&format!("{}{}", provider(&entries), own_request("")));
        let path = format!("huaweicloud[\"partner\"]{attribute}");
        let told = [&told[..], &[&path]].concat();
        folder.plan().await.refuses(&told);
    }
    let entry = format!("\"a b\" = {}", scene.account("A", ""));
    folder.write(&format!("{}{}", provider(&entry), own_request("")));
    let told = ["account name \"a b\"", "huaweicloud[\"a b\"]"];
    folder.plan().await.refuses(&told);
    assert_eq!(scene.cloud().calls(), []);
}
