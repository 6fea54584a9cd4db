//! Who may be shown a credential, for every mix of what names a host.

use super::super::config::{Config, Service, Settings};
use super::*;

const OTC: &str = "https://iam.eu-de.otc.t-systems.com:443/v3";

/// The openrc of a partner cloud, with three more variables.
fn openrc(url: &'static str, more: [(&'static str, &'static str); 3]) -> Environment {
    let [one, two, three] = more;
    Environment::of([
        ("OS_AUTH_URL", url),
        ("OS_USERNAME", "me"),
        ("OS_PASSWORD", "of-the-partner"),
        ("OS_USER_DOMAIN_NAME", "OTC-EU-DE-00000000001000000001"),
        ("OS_PROJECT_NAME", "eu-de"),
        ("OS_REGION_NAME", "eu-de"),
        one,
        two,
        three,
    ])
}

const NONE: (&str, &str) = ("", "");

/// Where the account signs in and calls, or what is wrong with it.
fn told(config: &Config) -> String {
    match &config.sign_in {
        Err(error) => error.to_string(),
        Ok(_) => [Service::Iam, Service::Vpc, Service::Vpcep, Service::Sts]
            .map(|service| config.endpoint(service, "eu-de").unwrap())
            .join(" "),
    }
}

fn by(settings: Settings, env: &Environment) -> String {
    told(&settings.complete(Some(env)))
}

fn cloud(name: &str) -> Settings {
    Settings {
        arguments: [("cloud", name)].into(),
        ..Settings::default()
    }
}

/// The same account, with keys of its own.
fn mine(mut settings: Settings) -> Settings {
    settings.arguments.set("access_key", "ak");
    settings.arguments.set("secret_key", "sk");
    settings
}

#[test]
fn an_openrc_says_where_its_password_goes() {
    let of_otc = "https://iam.eu-de.otc.t-systems.com:443 https://vpc.eu-de.otc.t-systems.com \
                  https://vpcep.eu-de.otc.t-systems.com https://sts.eu-de.otc.t-systems.com";
    let none = [NONE; 3];
    for (url, settings, more, expected) in [
        (OTC, Settings::default(), none, of_otc),
        // Another region's endpoint of a cloud that is known.
        (
            OTC,
            Settings::default(),
            [("HW_REGION_NAME", "eu-nl"), NONE, NONE],
            of_otc,
        ),
        (OTC, cloud("otc.t-systems.com"), none, of_otc),
        (
            OTC,
            Settings::default(),
            [("HW_CLOUD", "OTC.T-Systems.com"), NONE, NONE],
            of_otc,
        ),
        (
            OTC,
            Settings::default(),
            [
                ("HW_AUTH_URL", "https://iam.eu-nl.otc.t-systems.com/v3"),
                NONE,
                NONE,
            ],
            of_otc,
        ),
        // A cloud of one's own: what follows on the region.
        (
            "https://iam-pub.eu-de.stack.example.com/v3/",
            Settings::default(),
            none,
            "https://iam-pub.eu-de.stack.example.com https://vpc.eu-de.stack.example.com \
             https://vpcep.eu-de.stack.example.com https://sts.eu-de.stack.example.com",
        ),
        (
            "https://keystone.stack.example.com:5000/identity/v3",
            cloud("stack.example.com"),
            none,
            "https://keystone.stack.example.com:5000/identity https://vpc.eu-de.stack.example.com \
             https://vpcep.eu-de.stack.example.com https://sts.eu-de.stack.example.com",
        ),
    ] {
        let found = by(settings, &openrc(url, more));
        assert_eq!(found.to_lowercase(), expected, "{url} {more:?}");
    }
}

#[test]
fn what_contradicts_it_is_named_with_it() {
    let none = [NONE; 3];
    let endpoint = |iam: bool| Settings {
        endpoints: if iam {
            [("iam", "https://iam.example.com".to_owned())].into()
        } else {
            [("vpc", "https://vpc.{region}.example.com".to_owned())].into()
        },
        ..Settings::default()
    };
    for (url, settings, more, parts) in [
        (
            OTC,
            cloud("myhuaweicloud.com"),
            none,
            &["OS_AUTH_URL", "cloud"][..],
        ),
        (
            OTC,
            Settings::default(),
            [("HW_CLOUD", "myhuaweicloud.com"), NONE, NONE],
            &["OS_AUTH_URL", "HW_CLOUD", "OS_USERNAME", "OS_PASSWORD"],
        ),
        (OTC, cloud("systems.com"), none, &["OS_AUTH_URL", "cloud"]),
        (OTC, endpoint(true), none, &["OS_AUTH_URL", "endpoints.iam"]),
        (
            OTC,
            endpoint(false),
            none,
            &["OS_AUTH_URL", "endpoints.vpc"],
        ),
        (
            OTC,
            Settings::default(),
            [
                ("HW_AUTH_URL", "https://iam.eu-de.myhuaweicloud.com"),
                NONE,
                NONE,
            ],
            &["OS_AUTH_URL", "HW_AUTH_URL"],
        ),
        // Half of the credential is the openrc's.
        (
            OTC,
            cloud("myhuaweicloud.com"),
            [("HW_USER_NAME", "mine"), NONE, NONE],
            &["OS_AUTH_URL", "HW_USER_NAME", "OS_PASSWORD"],
        ),
        // One cloud's keys, and another cloud's endpoint.
        (
            OTC,
            Settings::default(),
            [("HW_ACCESS_KEY", "ak"), ("HW_SECRET_KEY", "sk"), NONE],
            &["OS_AUTH_URL", "HW_ACCESS_KEY", "myhuaweicloud.com"],
        ),
        (
            OTC,
            mine(Settings::default()),
            none,
            &["OS_AUTH_URL", "access_key", "myhuaweicloud.com"],
        ),
        (
            "https://keystone.example.com/v3",
            Settings::default(),
            none,
            &["OS_AUTH_URL", "HW_CLOUD"],
        ),
        (
            "https://iam.eu-nl.example.com/v3",
            Settings::default(),
            none,
            &["OS_AUTH_URL", "HW_CLOUD"],
        ),
        (
            "https://iam.eu-de.otc.t-systems.com/v2.0",
            Settings::default(),
            none,
            &["OS_AUTH_URL", "version 3"],
        ),
        (
            "http://iam.eu-de.otc.t-systems.com/v3",
            Settings::default(),
            none,
            &["OS_AUTH_URL", "http://"],
        ),
        (
            "https://me:canary@iam.eu-de.otc.t-systems.com",
            Settings::default(),
            none,
            &["OS_AUTH_URL"],
        ),
        (
            "iam.eu-de.otc.t-systems.com",
            Settings::default(),
            none,
            &["OS_AUTH_URL"],
        ),
    ] {
        let found = by(settings, &openrc(url, more));
        for part in parts {
            assert!(found.contains(part), "{url} {more:?}: {part}: {found}");
        }
        for not in ["of-the-partner", "canary", "https://vpc.eu-de"] {
            assert!(!found.contains(not), "{url} {more:?}: {found}");
        }
    }
}

#[test]
fn what_is_whole_without_it_is_left_alone() {
    let own = "https://iam.eu-de.myhuaweicloud.com";
    let env = openrc(OTC, [NONE; 3]);
    // All of it stands in the block.
    let found = by(mine(cloud("myhuaweicloud.com")), &env);
    assert!(found.starts_with(own), "{found}");
    let local = Settings {
        endpoints: [("iam", "http://127.0.0.1:1".to_owned())].into(),
        ..Settings::default()
    };
    let found = by(mine(local), &env);
    assert!(found.starts_with("http://127.0.0.1:1 "), "{found}");
    // All of it is the vendor's variables.
    let of_vendor = [
        ("HW_ACCESS_KEY", "ak"),
        ("HW_SECRET_KEY", "sk"),
        ("HW_CLOUD", "myhuaweicloud.com"),
    ];
    let found = by(Settings::default(), &openrc(OTC, of_vendor));
    assert!(found.starts_with(own), "{found}");
    // It names no other cloud.
    let url = "https://iam.cn-north-4.myhuaweicloud.com/v3";
    let found = by(mine(Settings::default()), &openrc(url, [NONE; 3]));
    assert!(found.starts_with(own), "{found}");
    // No other account hears of it.
    let other = Settings {
        arguments: [("user_name", "u"), ("password", "pw"), ("domain_name", "d")].into(),
        ..Settings::default()
    };
    assert!(told(&other.complete(None)).starts_with(own));
    // Without it the variables mean the vendor's own cloud, as in its provider.
    let env = Environment::of([
        ("OS_USERNAME", "u"),
        ("OS_PASSWORD", "pw"),
        ("OS_USER_DOMAIN_NAME", "d"),
    ]);
    assert!(by(Settings::default(), &env).starts_with(own));
}

#[test]
fn the_vendors_variable_is_an_identity_endpoint_as_well() {
    let env = Environment::of([
        ("HW_AUTH_URL", "https://iam.eu-de.stack.example.com/v3"),
        ("HW_ACCESS_KEY", "ak"),
        ("HW_SECRET_KEY", "sk"),
        ("HW_REGION_NAME", "eu-de"),
    ]);
    let found = by(Settings::default(), &env);
    assert!(
        found
            .starts_with("https://iam.eu-de.stack.example.com https://vpc.eu-de.stack.example.com"),
        "{found}"
    );
    let found = by(cloud("myhuaweicloud.com"), &env);
    assert!(
        found.contains("HW_AUTH_URL") && found.contains("cloud"),
        "{found}"
    );
}
