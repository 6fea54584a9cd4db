//! Proxies that refuse, hang up or are none: no call takes another way, and the error names the variable.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use vpcconnect::cloud::alicloud;
use vpcconnect::cloud::huaweicloud::account::Account;
use vpcconnect::cloud::huaweicloud::config::{Service, Settings};
use vpcconnect::cloud::huaweicloud::peering::Peerings;
use vpcconnect::credential::env::Environment;
use vpcconnect::http::error::Failure;
use vpcconnect::http::proxy::Proxies;

use super::network::{CLOUDS, Cloud, a_minute};
use super::scripted::{alicloud_settings, settings};

/// A proxy that says the same to all, and what it was asked.
struct Proxy {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn start(says: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!(
            "http://user:canary%40word@{}",
            listener.local_addr().unwrap()
        );
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let heard = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => break,
                    }
                }
                let head = String::from_utf8(head).unwrap();
                heard.lock().unwrap().push(head);
                let _ = stream.write_all(says.as_bytes()).await;
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn proxies(variable: &'static str, value: &str) -> Proxies {
    let value: &'static str = Box::leak(value.into());
    Proxies::of(&Environment::of([(variable, value)]))
}

/// Reads a peering of a cloud that is somewhere beyond, without trying again.
async fn shown(cloud: Cloud, proxies: Proxies) -> Failure {
    let url = "https://cloud.example.invalid".to_owned();
    let operation = a_minute();
    match cloud {
        Cloud::Huawei => {
            let mut settings = Settings {
                endpoints: [("vpc", url)].into(),
                max_retries: Some(0),
                proxies,
                ..settings()
            };
            settings.arguments.set("project_id", "project");
            let account = Account::new(settings.complete(None), Arc::default());
            let session = account.session(&operation, Service::Vpc, "cn-north-4");
            let session = session.await.unwrap();
            let shown = Peerings(&session).one(&"x".into()).get(&operation).await;
            shown.unwrap_err()
        }
        Cloud::Alibaba => {
            let settings = alicloud::config::Settings {
                endpoints: [("vpcpeer", url)].into(),
                max_retries: Some(0),
                proxies,
                ..alicloud_settings()
            };
            let shared = alicloud::account::Shared::default();
            let account = alicloud::account::Account::new(settings.complete(None), shared);
            let session = account.session(&operation, "cn-hangzhou").await.unwrap();
            let peerings = alicloud::peering::Peerings(&session);
            peerings.one(&"x".into()).get(&operation).await.unwrap_err()
        }
    }
}

#[tokio::test]
async fn a_refusal_names_the_variable_and_the_status() {
    for (says, told) in [
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "refused with HTTP 403"),
        ("HTTP/1.0 503 Oops\r\n\r\n", "refused with HTTP 503"),
        (
            "HTTP/1.1 407 Who?\r\n\r\n",
            "refused with HTTP 407: it requires a user name",
        ),
        ("", "made no connection"),
        ("no HTTP at all\r\n\r\n", "made no connection"),
    ] {
        for cloud in CLOUDS {
            let proxy = Proxy::start(says).await;
            let failure = shown(cloud, proxies("HTTPS_PROXY", &proxy.url)).await;
            let text = failure.to_string();
            assert!(matches!(failure, Failure::NotSent { .. }), "{failure:?}");
            assert!(text.contains(told), "{text}");
            assert!(text.contains("the proxy of HTTPS_PROXY"), "{text}");
            assert!(!text.contains("canary"), "{text}");
            let asked = proxy.asked();
            assert!(!asked.is_empty());
            for head in asked {
                let begins = head.starts_with("CONNECT cloud.example.invalid:443 HTTP/1.1\r\n");
                assert!(begins, "{head}");
                let lower = head.to_ascii_lowercase();
                // base64 of "user:canary@word"
                assert!(head.contains("Basic dXNlcjpjYW5hcnlAd29yZA=="), "{head}");
                assert!(
                    !lower.contains("x-sdk-date") && !lower.contains("x-acs-"),
                    "{head}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_and_no_other_way_is_taken() {
    for cloud in CLOUDS {
        let failure = shown(cloud, proxies("all_proxy", "http://127.0.0.1:1")).await;
        let text = failure.to_string();
        assert!(
            text.contains("the proxy of all_proxy cannot be reached"),
            "{text}"
        );
        for value in [
            "ftp://127.0.0.1:1",
            "nonsense://u:canary@[::",
            "http://",
            "://",
        ] {
            let failure = shown(cloud, proxies("https_proxy", value)).await;
            let text = failure.to_string();
            assert!(matches!(failure, Failure::NotSent { .. }), "{failure:?}");
            assert!(text.contains("https_proxy cannot be used"), "{text}");
            assert!(!text.contains("canary"), "{text}");
        }
    }
}
