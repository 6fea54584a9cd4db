//! The attribute `huaweicloud` of the provider block, which is its documentation.

use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Nesting};
use crate::http::endpoint::{check_domain, check_endpoint};
use crate::resource::attributes::{plain_credential, plain_region, plain_text};

/// The attribute `huaweicloud`.
pub fn attribute() -> Attribute {
    Attribute::nested(
        "huaweicloud",
        Nesting::Map,
        vec![
            Attribute::string(
                "region",
                "The account's own region, such as `cn-north-4`. For the account `default` also \
                 `HW_REGION_NAME` or `OS_REGION_NAME`.",
            )
            .rule(Rule::Check(plain_region)),
            Attribute::string(
                "access_key",
                "The access key. For the account `default`, when nothing here signs in, also \
                 `HW_ACCESS_KEY` or `OS_ACCESS_KEY`.",
            )
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "secret_key",
                "The secret of the access key. For the account `default`, when nothing here \
                 signs in, also `HW_SECRET_KEY` or `OS_SECRET_KEY`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "security_token",
                "The token that goes with temporary keys. For the account `default`, when nothing \
                 here signs in, also `HW_SECURITY_TOKEN`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "auth_token",
                "A token of IAM, for the account's own region alone. It ends after a day at the \
                 latest and is not renewed. For the account `default` also `HW_AUTH_TOKEN` or \
                 `OS_AUTH_TOKEN`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "user_name",
                "The name of an IAM user, who signs in with `password` for a token that is renewed as \
                 long as the run lasts. Goes with `domain_name` or `domain_id`. For the account \
                 `default` also `HW_USER_NAME` or `OS_USERNAME`.",
            )
            .rule(Rule::Check(plain_text)),
            Attribute::string(
                "password",
                "The user's password. For the account `default` also `HW_USER_PASSWORD` or \
                 `OS_PASSWORD`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_text)),
            Attribute::string(
                "domain_name",
                "The name of the account of the cloud that the user belongs to. For the account \
                 `default` also `HW_DOMAIN_NAME`, `OS_DOMAIN_NAME`, `OS_USER_DOMAIN_NAME` or \
                 `OS_PROJECT_DOMAIN_NAME`.",
            )
            .rule(Rule::Check(plain_text)),
            Attribute::string(
                "domain_id",
                "Its id, which is taken where both are set. For the account `default` also \
                 `HW_DOMAIN_ID`, `OS_DOMAIN_ID`, `OS_USER_DOMAIN_ID` or `OS_PROJECT_DOMAIN_ID`.",
            )
            .rule(Rule::Check(plain_text)),
            assume_role(),
            Attribute::string(
                "profile",
                "A profile of the vendor's command line (`hcloud`) with an access key, or of its \
                 sign-on. Its agency, region and project are taken, too, where nothing else says \
                 them. Default: with `shared_config_file` the file's current one. For the account \
                 `default` also `HW_PROFILE`.",
            ),
            Attribute::string(
                "shared_config_file",
                "The file with the profiles. Default: with `profile`, `~/.hcloud/config.json`. For \
                 the account `default` also `HW_SHARED_CONFIG_FILE`.",
            ),
            Attribute::string(
                "project_id",
                "The project in the account's own region. Without it the project is looked up by \
                 name, once, when a call needs it. For the account `default` also `HW_PROJECT_ID`, \
                 `OS_PROJECT_ID` or `OS_TENANT_ID`.",
            )
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "project_name",
                "The name of the project in the account's own region. Default: the region's name, \
                 which is that of its main project. For the account `default` also \
                 `HW_PROJECT_NAME`, `OS_PROJECT_NAME` or `OS_TENANT_NAME`.",
            )
            .rule(Rule::Check(plain_text)),
            Attribute::string(
                "cloud",
                "The domain of the cloud's endpoints, such as `otc.t-systems.com`. Default: \
                 `myhuaweicloud.com`. For the account `default` also `HW_CLOUD`; with credentials from \
                 `OS_…` variables the cloud that `OS_AUTH_URL` names, with others that of `HW_AUTH_URL`. \
                 Where two of them contradict each other, nothing is called.",
            )
            .rule(Rule::Check(check_domain)),
            Attribute::nested(
                "endpoints",
                Nesting::Single,
                vec![
                    endpoint("vpc", VPC),
                    endpoint("vpcep", VPCEP),
                    endpoint("cs", CS),
                    endpoint("iam", IAM),
                    endpoint("sts", STS),
                    endpoint("metadata", METADATA),
                ],
                "Endpoints that take the place of the cloud's own: scheme and host, maybe a port \
                 and a path, with `{region}` where the region belongs. `http://` is allowed on \
                 loopback only.",
            ),
            Attribute::string(
                "ca_file",
                "A PEM file with certificate authorities to trust besides the system's: a regular file \
                 of at most 1 MiB, as all files that an account names. For the account `default` also \
                 `OS_CACERT`.",
            ),
            Attribute::bool(
                "insecure",
                "Whether to trust any server certificate. Default: `false`. For the account \
                 `default` also `HW_INSECURE` or `OS_INSECURE`.",
            ),
            Attribute::number(
                "max_retries",
                "How many times to try again after a server error or a broken connection. Default: \
                 5. For the account `default` also `HW_MAX_RETRIES`. Throttled calls are tried again \
                 as long as the operation's timeout allows.",
            ),
            Attribute::number(
                "max_requests_per_second",
                "How many calls a second the account may make in all; less than 1 is allowed. \
                 Default: the cloud's published rates for each API.",
            ),
            Attribute::strings(
                "allowed_project_ids",
                "The only projects that the account may work in. Credentials that turn out to belong \
                 to another one are refused before anything is written. Mind the spelling: Terraform drops \
                 an attribute of another name without a word, and then nothing is refused.",
            ),
        ],
        "Accounts on Huawei Cloud, or on a partner cloud with the same API, by names of your choice. \
         Resources name one in `account`. The account `default` exists even when it is not listed, \
         and it alone falls back to environment variables, and last to the agency of the machine that \
         this runs on. An account signs in in one way: `access_key`, `auth_token`, `user_name` or \
         `profile`. Terraform drops misspelled attributes of an account without a word, as in the \
         objects of every map; with `TF_LOG=debug` the log names those that have arrived.",
    )
}

const VPC: &str = "The endpoint of Virtual Private Cloud.";
const VPCEP: &str = "The endpoint of VPC Endpoint.";
const CS: &str = "The endpoint of Cloud Stream.";
const IAM: &str = "The endpoint of Identity and Access Management. For the account `default` also \
    `OS_AUTH_URL` with credentials from `OS_…` variables, else `HW_AUTH_URL`.";
const STS: &str = "The endpoint of the Security Token Service.";
const METADATA: &str = "The metadata service of this machine. Default: `http://169.254.169.254`.";

fn assume_role() -> Attribute {
    Attribute::nested(
        "assume_role",
        Nesting::Single,
        vec![
            Attribute::string("agency_name", "The name of the agency.").required(),
            Attribute::string(
                "domain_name",
                "The name of the account that made the agency. This or `domain_id`.",
            ),
            Attribute::string(
                "domain_id",
                "Its id. Keys then ask the Security Token Service instead of IAM.",
            ),
            Attribute::number(
                "duration",
                "For how many seconds at a time, 900 to 86400 (with `domain_id` 43200). They are \
                 renewed as long as the run lasts. Default: 3600.",
            ),
        ],
        "An agency of another account to act as, once signed in. For the account `default`, when it \
         signs in by the environment, also `HW_ASSUME_ROLE_AGENCY_NAME`, \
         `HW_ASSUME_ROLE_DOMAIN_NAME`, `HW_ASSUME_ROLE_DOMAIN_ID` and `HW_ASSUME_ROLE_DURATION`.",
    )
}

fn endpoint(name: &'static str, description: &'static str) -> Attribute {
    Attribute::string(name, description).rule(Rule::Check(check_endpoint))
}
