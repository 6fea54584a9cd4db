//! The attribute `alicloud` of the provider block, which is its documentation.

use super::peering_schema::account_number;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Nesting};
use crate::http::endpoint::{check_endpoint, check_near};
use crate::resource::attributes::{plain_credential, plain_region};

/// The attribute `alicloud`.
pub fn attribute() -> Attribute {
    Attribute::nested(
        "alicloud",
        Nesting::Map,
        vec![
            Attribute::string(
                "region",
                "The account's own region, such as `cn-hangzhou`. For the account `default` also \
                 `ALICLOUD_REGION` or `ALIBABA_CLOUD_REGION`.",
            )
            .rule(Rule::Check(plain_region)),
            Attribute::string(
                "access_key",
                "The access key. For the account `default`, when nothing here signs in, also \
                 `ALICLOUD_ACCESS_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_ID` or \
                 `ALIBABACLOUD_ACCESS_KEY_ID`.",
            )
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "secret_key",
                "The secret of the access key. For the account `default`, when nothing here \
                 signs in, also `ALICLOUD_SECRET_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` or \
                 `ALIBABACLOUD_ACCESS_KEY_SECRET`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "security_token",
                "The token that goes with temporary keys. For the account `default`, when nothing \
                 here signs in, also `ALICLOUD_SECURITY_TOKEN`, \
                 `ALIBABA_CLOUD_SECURITY_TOKEN` or `ALIBABACLOUD_SECURITY_TOKEN`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "profile",
                "A profile of the vendor's command line (`aliyun`), or of the SDKs' credentials file. Its \
                 region is taken, too, where nothing else says one. Default: with \
                 `shared_credentials_file` the file's current one. For the account `default` also \
                 `ALICLOUD_PROFILE` or `ALIBABA_CLOUD_PROFILE`.",
            ),
            Attribute::string(
                "shared_credentials_file",
                "The file with the profiles, in the one format or in the other. Default: with `profile`, \
                 `~/.aliyun/config.json`, else `~/.alibabacloud/credentials.ini`. For the account \
                 `default` also `ALICLOUD_SHARED_CREDENTIALS_FILE`, `ALIBABA_CLOUD_CREDENTIALS_FILE` or \
                 `ALIBABA_CLOUD_CONFIG_FILE`.",
            ),
            Attribute::string(
                "credentials_uri",
                "Where temporary keys are handed out to a GET: `https://`, or `http://` on loopback or in \
                 a private network. For the account `default` also `ALICLOUD_CREDENTIALS_URI` or \
                 `ALIBABA_CLOUD_CREDENTIALS_URI`.",
            )
            .rule(Rule::Check(check_near)),
            Attribute::string(
                "ecs_role_name",
                "The RAM role of the machine on the cloud that this runs on. For the account `default` \
                 also `ALICLOUD_ECS_ROLE_NAME` or `ALIBABA_CLOUD_ECS_METADATA`.",
            ),
            assume_role(),
            assume_role_with_oidc(),
            Attribute::string(
                "account_id",
                "The number of the account that the keys belong to; of a RAM user that of its main \
                 account. Without it the cloud is asked, once, when it is needed. For the account \
                 `default` also `ALICLOUD_ACCOUNT_ID` or `ALIBABA_CLOUD_ACCOUNT_ID`.",
            )
            .rule(Rule::Check(account_number)),
            Attribute::nested(
                "endpoints",
                Nesting::Single,
                vec![
                    endpoint("vpcpeer", VPCPEER),
                    endpoint("privatelink", PRIVATELINK),
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
                 of at most 1 MiB, as all files that an account names.",
            ),
            Attribute::bool(
                "insecure",
                "Whether to trust any server certificate. Default: `false`.",
            ),
            Attribute::number(
                "max_retries",
                "How many times to try again after a server error or a broken connection. Default: \
                 5. Throttled calls, and those that meet another operation on the same VPC, are tried \
                 again as long as the operation's timeout allows.",
            ),
            Attribute::number(
                "max_requests_per_second",
                "How many calls a second the account may make in all; less than 1 is allowed. \
                 Default: the cloud's published rates, 360 a minute for each API.",
            ),
            Attribute::bool(
                "preflight",
                "Whether a plan asks the cloud if it would let the apply pass, by the same calls as a \
                 dry run: what it refuses for good is an error of the plan, for deletes and \
                 replacements a warning. One call more for each change. Default: `false`.",
            ),
            Attribute::strings(
                "allowed_account_ids",
                "The only accounts that the keys may belong to. Credentials that turn out to belong to \
                 another one are refused before anything is written. Mind the spelling: Terraform drops an \
                 attribute of another name without a word, and then nothing is refused.",
            ),
        ],
        "Accounts on Alibaba Cloud, by names of your choice. Resources name one in `account`. The \
         account `default` exists even when it is not listed, and it alone falls back to environment \
         variables, then to the user's own files, and last to the RAM role of the machine that this runs \
         on. An account signs in in one way: `access_key`, `profile`, `credentials_uri`, \
         `ecs_role_name` or `assume_role_with_oidc`. Terraform drops misspelled attributes of an account \
         without a word, as in the objects of every map; with `TF_LOG=debug` the log names those that have \
         arrived.",
    )
}

const VPCPEER: &str = "The endpoint of VPC peering, which is one for all regions. For the account \
    `default` also `ALIBABA_CLOUD_ENDPOINT_VPCPEER` or `VPCPEER_ENDPOINT`.";
const PRIVATELINK: &str = "The endpoint of PrivateLink, which each region has its own of: without `{region}` it \
    serves the account's own region only. For the account `default` also \
    `ALIBABA_CLOUD_ENDPOINT_PRIVATELINK`, or `PRIVATELINK_ENDPOINT` for a host of `aliyuncs.com`.";
const STS: &str = "The endpoint of Security Token Service. For the account `default` also \
    `ALIBABA_CLOUD_ENDPOINT_STS`, or `STS_ENDPOINT` for a host of `aliyuncs.com`.";

const METADATA: &str = "The metadata service of this machine. Default: `http://100.100.100.200`.";

fn assume_role_with_oidc() -> Attribute {
    Attribute::nested(
        "assume_role_with_oidc",
        Nesting::Single,
        vec![
            Attribute::string(
                "oidc_provider_arn",
                "The identity provider, `acs:ram::ACCOUNT:oidc-provider/NAME`.",
            )
            .required(),
            Attribute::string(
                "oidc_token_file",
                "The file where the provider puts its token. It is read again for each renewal.",
            )
            .required(),
            Attribute::string("role_arn", "The role, `acs:ram::ACCOUNT:role/NAME`.").required(),
            session_name(),
            session_expiration(),
            policy(),
        ],
        "A RAM role to sign in as, with the token of an identity provider that the role trusts. For the \
         account `default`, when nothing here signs in, also `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, \
         `ALIBABA_CLOUD_OIDC_TOKEN` or `ALIBABA_CLOUD_OIDC_TOKEN_FILE`, `ALIBABA_CLOUD_ROLE_ARN` and \
         `ALIBABA_CLOUD_ROLE_SESSION_NAME`.",
    )
}

fn session_name() -> Attribute {
    Attribute::string(
        "session_name",
        "The name under which the calls are found in the cloud's logs. Default: `terraform`.",
    )
}

fn session_expiration() -> Attribute {
    Attribute::number(
        "session_expiration",
        "For how many seconds at a time, 900 to 43200. They are renewed as long as the run lasts. \
         Default: 3600.",
    )
}

fn policy() -> Attribute {
    Attribute::string(
        "policy",
        "A policy, a JSON document, that takes rights of the role away.",
    )
}

fn assume_role() -> Attribute {
    Attribute::nested(
        "assume_role",
        Nesting::Single,
        vec![
            Attribute::string("role_arn", "The role, `acs:ram::ACCOUNT:role/NAME`.").required(),
            session_name(),
            session_expiration(),
            policy(),
            Attribute::string(
                "external_id",
                "The external id that the role's owner wants to see.",
            ),
        ],
        "A RAM role to act as, once signed in. For the account `default`, when it signs in by the \
         environment, also `ALICLOUD_ASSUME_ROLE_ARN` or `ALIBABA_CLOUD_ROLE_ARN`, \
         `ALICLOUD_ASSUME_ROLE_SESSION_NAME` or `ALIBABA_CLOUD_ROLE_SESSION_NAME`, and \
         `ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION`.",
    )
}

fn endpoint(name: &'static str, description: &'static str) -> Attribute {
    Attribute::string(name, description).rule(Rule::Check(check_endpoint))
}
