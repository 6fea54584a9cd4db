//! The attribute `alicloud` of the provider block, which is its documentation.

use super::peering::account_number;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Nesting};
use crate::http::endpoint::check_endpoint;
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
                "The access key. For the account `default`, when none of the keys is set here, also \
                 `ALICLOUD_ACCESS_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_ID` or \
                 `ALIBABACLOUD_ACCESS_KEY_ID`.",
            )
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "secret_key",
                "The secret of the access key. For the account `default`, when none of the keys is \
                 set here, also `ALICLOUD_SECRET_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` or \
                 `ALIBABACLOUD_ACCESS_KEY_SECRET`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            Attribute::string(
                "security_token",
                "The token that goes with temporary keys. For the account `default`, when none of \
                 the keys is set here, also `ALICLOUD_SECURITY_TOKEN`, \
                 `ALIBABA_CLOUD_SECURITY_TOKEN` or `ALIBABACLOUD_SECURITY_TOKEN`.",
            )
            .sensitive()
            .rule(Rule::Check(plain_credential)),
            assume_role(),
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
                vec![endpoint("vpcpeer", VPCPEER), endpoint("sts", STS)],
                "Endpoints that take the place of the cloud's own: scheme and host, maybe a port \
                 and a path, with `{region}` where the region belongs. `http://` is allowed on \
                 loopback only.",
            ),
            Attribute::string(
                "ca_file",
                "A PEM file with certificate authorities to trust besides the system's.",
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
                 another one are refused before anything is written.",
            ),
        ],
        "Accounts on Alibaba Cloud, by names of your choice. Resources name one in `account`. The \
         account `default` exists even when it is not listed, and it alone falls back to environment \
         variables.",
    )
}

const VPCPEER: &str = "The endpoint of VPC peering, which is one for all regions. For the account \
    `default` also `ALIBABA_CLOUD_ENDPOINT_VPCPEER` or `VPCPEER_ENDPOINT`.";
const STS: &str = "The endpoint of Security Token Service. For the account `default` also \
    `ALIBABA_CLOUD_ENDPOINT_STS` or `STS_ENDPOINT`.";

fn assume_role() -> Attribute {
    Attribute::nested(
        "assume_role",
        Nesting::Single,
        vec![
            Attribute::string("role_arn", "The role, `acs:ram::ACCOUNT:role/NAME`.").required(),
            Attribute::string(
                "session_name",
                "The name under which the calls are found in the cloud's logs. Default: `terraform`.",
            ),
            Attribute::number(
                "session_expiration",
                "For how many seconds at a time, 900 to 43200. They are renewed as long as the run \
                 lasts. Default: 3600.",
            ),
            Attribute::string(
                "policy",
                "A policy, a JSON document, that takes rights of the role away.",
            ),
            Attribute::string(
                "external_id",
                "The external id that the role's owner wants to see.",
            ),
        ],
        "A RAM role to act as, with the keys above. For the account `default`, when none of the keys is \
         set here, also `ALICLOUD_ASSUME_ROLE_ARN` or `ALIBABA_CLOUD_ROLE_ARN`, \
         `ALICLOUD_ASSUME_ROLE_SESSION_NAME` or `ALIBABA_CLOUD_ROLE_SESSION_NAME`, and \
         `ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION`.",
    )
}

fn endpoint(name: &'static str, description: &'static str) -> Attribute {
    Attribute::string(name, description).rule(Rule::Check(check_endpoint))
}
