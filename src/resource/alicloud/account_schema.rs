//! The attribute `alicloud` of the provider block, which is its documentation.

use super::peering_schema::account_number;
use crate::cloud::alicloud::variables as named;
use crate::framework::schema::{Attribute, Nesting};
use crate::http::endpoint::check_near;
use crate::resource::account_schema::{
    accounts, allowed, ca_file, checked, endpoints, insecure, keys, max_requests_per_second,
    max_retries, region, text,
};

/// The attribute `alicloud`.
pub(super) fn attribute() -> Attribute {
    let [access_key, secret_key, security_token] = keys(&named::KEYS);
    let arguments = vec![
        region(&named::REGION, "cn-hangzhou"),
        access_key,
        secret_key,
        security_token,
        text(
            &named::PROFILE,
            "A profile of the vendor's command line (`aliyun`), or of the SDKs' credentials file. Its region \
             is used as well, unless one is set elsewhere. Default: with `shared_credentials_file` the \
             file's current one.",
        ),
        text(
            &named::FILE,
            "The file with the profiles, in either format. Default: with `profile`, `~/.aliyun/config.json`, \
             else `~/.alibabacloud/credentials.ini`.",
        ),
        checked(
            &named::URI,
            check_near,
            "Where temporary keys are handed out to a GET: `https://`, or `http://` on loopback or in \
             a private network.",
        ),
        text(
            &named::ECS_ROLE,
            "The RAM role of the cloud machine that Terraform runs on.",
        ),
        assume_role(),
        assume_role_with_oidc(),
        checked(
            &named::ACCOUNT_ID,
            account_number,
            "The number of the account that the keys belong to; for a RAM user, that of its main account. \
             Without it the cloud is asked, once, when it is needed.",
        ),
        endpoints(&SERVICES),
        ca_file(None),
        insecure(None),
        max_retries(
            None,
            "Throttled calls, and those that collide with another operation on the same VPC,",
        ),
        max_requests_per_second(", 360 a minute"),
        Attribute::bool(
            "preflight",
            "Whether a plan asks the cloud if it would allow the apply, with the same calls as a dry run: a \
             definite refusal is an error of the plan, or a warning for deletes and replacements. It costs \
             one more call for each change, and a second one where the host plans again without a word of \
             the first time (OpenTofu, and Terraform before 1.16). Default: `false`.",
        ),
        allowed(
            "allowed_account_ids",
            "The only accounts that the keys may belong to.",
        ),
    ];
    let own_files = "then to the user's own files, and last to the RAM role of the machine that Terraform runs on";
    let ways =
        "`access_key`, `profile`, `credentials_uri`, `ecs_role_name` or `assume_role_with_oidc`";
    accounts("alicloud", arguments, ["Alibaba Cloud", own_files, ways])
}

/// The services that are called.
const SERVICES: [(&str, &str); 4] = [
    (
        "vpcpeer",
        "The endpoint of VPC peering, the same for all regions. For the account `default`, also read from \
         `ALIBABA_CLOUD_ENDPOINT_VPCPEER` or `VPCPEER_ENDPOINT`.",
    ),
    (
        "privatelink",
        "The endpoint of PrivateLink. Each region has its own: without `{region}` it serves the account's \
         own region only. For the account `default`, also read from `ALIBABA_CLOUD_ENDPOINT_PRIVATELINK`, or \
         `PRIVATELINK_ENDPOINT` for a host of `aliyuncs.com`.",
    ),
    (
        "sts",
        "The endpoint of Security Token Service. For the account `default`, also read from \
         `ALIBABA_CLOUD_ENDPOINT_STS`, or `STS_ENDPOINT` for a host of `aliyuncs.com`.",
    ),
    (
        "metadata",
        "The metadata service of this machine. Default: `http://100.100.100.200`.",
    ),
];

fn assume_role_with_oidc() -> Attribute {
    let mut attributes = vec![
        Attribute::string(
            "oidc_provider_arn",
            "The identity provider, `acs:ram::ACCOUNT:oidc-provider/NAME`.",
        )
        .required(),
        Attribute::string(
            "oidc_token_file",
            "The file that the identity provider writes its token to. It is read again for each renewal.",
        )
        .required(),
    ];
    attributes.extend(role());
    Attribute::nested(
        "assume_role_with_oidc",
        Nesting::Single,
        attributes,
        "A RAM role to sign in as, with the token of an identity provider that the role trusts. For the \
         account `default`, when it sets no credentials here, also read from \
         `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN` or `ALIBABA_CLOUD_OIDC_TOKEN_FILE`, \
         `ALIBABA_CLOUD_ROLE_ARN` and `ALIBABA_CLOUD_ROLE_SESSION_NAME`.",
    )
}

fn assume_role() -> Attribute {
    let mut attributes: Vec<_> = role().into();
    attributes.push(Attribute::string(
        "external_id",
        "The external id that the role's owner requires.",
    ));
    Attribute::nested(
        "assume_role",
        Nesting::Single,
        attributes,
        "A RAM role to act as, once signed in. For the account `default`, when it signs in from the \
         environment, also read from `ALICLOUD_ASSUME_ROLE_ARN` or `ALIBABA_CLOUD_ROLE_ARN`, \
         `ALICLOUD_ASSUME_ROLE_SESSION_NAME` or `ALIBABA_CLOUD_ROLE_SESSION_NAME`, and \
         `ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION`.",
    )
}

/// What there is to say of a role, however it is become.
fn role() -> [Attribute; 4] {
    [
        Attribute::string("role_arn", "The role, `acs:ram::ACCOUNT:role/NAME`.").required(),
        Attribute::string(
            "session_name",
            "The name under which the calls are found in the cloud's logs. Default: `terraform`.",
        ),
        Attribute::number(
            "session_expiration",
            "How long each set of temporary keys lasts, in seconds: 900 to 43200. They are renewed as long \
             as the run lasts. Default: 3600.",
        ),
        Attribute::string(
            "policy",
            "A policy, as a JSON document, that restricts the role's permissions.",
        ),
    ]
}
