//! The attribute `huaweicloud` of the provider block, which is its documentation.

use crate::cloud::huaweicloud::variables as named;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Nesting};
use crate::http::endpoint::check_domain;
use crate::resource::account_schema::{
    accounts, allowed, ca_file, checked, endpoints, insecure, keys, max_requests_per_second,
    max_retries, region, secret, text,
};
use crate::resource::attributes::{plain_credential, plain_text};

/// The attribute `huaweicloud`.
pub(super) fn attribute() -> Attribute {
    let [access_key, secret_key, security_token] = keys(&named::KEYS);
    let arguments = vec![
        region(&named::REGION, "cn-north-4"),
        access_key,
        secret_key,
        security_token,
        secret(
            &named::AUTH_TOKEN,
            plain_credential,
            "An IAM token, for the account's own region only. It expires after a day at the latest and is \
             not renewed.",
        ),
        checked(
            &named::USER_NAME,
            plain_text,
            "The name of an IAM user, who signs in with `password` for a token that is renewed as long as \
             the run lasts. Goes with `domain_name` or `domain_id`.",
        ),
        secret(&named::PASSWORD, plain_text, "The user's password."),
        checked(
            &named::DOMAIN_NAME,
            plain_text,
            "The name of the account of the cloud that the user belongs to.",
        ),
        checked(
            &named::DOMAIN_ID,
            plain_text,
            "Its id, which is used where both are set.",
        ),
        assume_role(),
        text(
            &named::PROFILE,
            "A profile of the vendor's command line (`hcloud`) with an access key, or of its sign-on. Its \
             agency, region and project are used as well, unless they are set elsewhere. Default: with \
             `shared_config_file` the file's current one.",
        ),
        text(
            &named::FILE,
            "The file with the profiles. Default: with `profile`, `~/.hcloud/config.json`.",
        ),
        checked(
            &named::PROJECT_ID,
            plain_credential,
            "The project in the account's own region. Without it the project is looked up by name, once, \
             when a call needs it.",
        ),
        checked(
            &named::PROJECT_NAME,
            plain_text,
            "The name of the project in the account's own region. Default: the region's name, which is \
             that of its main project.",
        ),
        Attribute::string(
            "cloud",
            "The domain of the cloud's endpoints, such as `otc.t-systems.com`. Default: `myhuaweicloud.com`. \
             For the account `default`, also read from `HW_CLOUD`; with credentials from `OS_…` variables, \
             the cloud that `OS_AUTH_URL` names; with others, that of `HW_AUTH_URL`. Where two of them \
             contradict each other, nothing is called.",
        )
        .rule(Rule::Check(check_domain)),
        endpoints(&SERVICES),
        ca_file(Some(&named::CA_FILE)),
        insecure(Some(&named::INSECURE)),
        max_retries(Some(&named::MAX_RETRIES), "Throttled calls"),
        max_requests_per_second(""),
        allowed(
            "allowed_project_ids",
            "The only projects that the account may work in.",
        ),
    ];
    let partners = "Huawei Cloud, or on a partner cloud with the same API";
    let machine = "and last to the agency of the machine that Terraform runs on";
    let ways = "`access_key`, `auth_token`, `user_name` or `profile`";
    accounts("huaweicloud", arguments, [partners, machine, ways])
}

/// The services that are called.
const SERVICES: [(&str, &str); 6] = [
    ("vpc", "The endpoint of Virtual Private Cloud."),
    ("vpcep", "The endpoint of VPC Endpoint."),
    ("cs", "The endpoint of Cloud Stream."),
    (
        "iam",
        "The endpoint of Identity and Access Management. For the account `default`, also read from \
         `OS_AUTH_URL` with credentials from `OS_…` variables, else `HW_AUTH_URL`.",
    ),
    ("sts", "The endpoint of the Security Token Service."),
    (
        "metadata",
        "The metadata service of this machine. Default: `http://169.254.169.254`.",
    ),
];

fn assume_role() -> Attribute {
    Attribute::nested(
        "assume_role",
        Nesting::Single,
        vec![
            Attribute::string("agency_name", "The name of the agency.").required(),
            Attribute::string(
                "domain_name",
                "The name of the account that created the agency. This or `domain_id`.",
            ),
            Attribute::string(
                "domain_id",
                "Its id. With access keys, the Security Token Service is then used instead of IAM.",
            ),
            Attribute::number(
                "duration",
                "How long each set of temporary keys lasts, in seconds: 900 to 86400 (with `domain_id`, at \
                 most 43200). They are renewed as long as the run lasts. Default: 3600.",
            ),
        ],
        "An agency of another account to act as, once signed in. For the account `default`, when it signs in \
         from the environment, also read from `HW_ASSUME_ROLE_AGENCY_NAME`, `HW_ASSUME_ROLE_DOMAIN_NAME`, \
         `HW_ASSUME_ROLE_DOMAIN_ID` and `HW_ASSUME_ROLE_DURATION`.",
    )
}
