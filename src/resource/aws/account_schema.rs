//! The attribute `aws` of the provider block, which is its documentation.

use crate::cloud::aws::variables as named;
use crate::credential::name::Name;
use crate::framework::schema::{Attribute, Nesting, Type};
use crate::resource::account_schema::{
    accounts, allowed, ca_file, endpoints, insecure, keys, max_requests_per_second, max_retries,
    region, text,
};

/// The attribute `aws`.
pub(super) fn attribute() -> Attribute {
    let [access_key, secret_key, session_token] = keys(&named::KEYS);
    let files = |name: &Name, about: &str| {
        let files = Type::List(Box::new(Type::String));
        Attribute::new(name.argument, files, about.to_owned())
    };
    let flag = |name: &Name, about: &str| Attribute::bool(name.argument, about.to_owned());
    let arguments = vec![
        region(&named::REGION, "eu-central-1"),
        access_key,
        secret_key,
        session_token,
        text(
            &named::PROFILE,
            "A profile of the user's files: with keys, with a log-in at IAM Identity Center (`sso_account_id`), with a program that \
             prints keys (`credential_process`), or with a role and where that begins (`source_profile`, `credential_source` \
             or `web_identity_token_file`). Its region and its endpoints are used as well, unless they are set elsewhere.",
        ),
        files(
            &named::CONFIG_FILES,
            "The files with the profiles' settings, a later one before an earlier one. Default: `~/.aws/config`, or for the \
             account `default` the one in `AWS_CONFIG_FILE`.",
        ),
        files(
            &named::CREDENTIALS_FILES,
            "The files with the profiles' keys, likewise. Default: `~/.aws/credentials`, or for the account `default` the \
             one in `AWS_SHARED_CREDENTIALS_FILE`.",
        ),
        assume_role(),
        assume_role_with_web_identity(),
        endpoints(&SERVICES),
        flag(
            &named::FIPS,
            "Whether to call the endpoints that meet FIPS 140. For the account `default`, also read from \
             `AWS_USE_FIPS_ENDPOINT`. Default: `false`.",
        ),
        flag(
            &named::DUAL_STACK,
            "Whether to call the endpoints that have IPv6 as well. For the account `default`, also read from \
             `AWS_USE_DUALSTACK_ENDPOINT`. Default: `false`.",
        ),
        ca_file(Some(&named::CA_FILE)),
        insecure(None),
        max_retries(None, "Throttled calls"),
        max_requests_per_second(", 5 to 20 a second"),
        Attribute::bool(
            "preflight",
            "Whether a plan asks the cloud if the caller may make the calls of the apply, by EC2's `DryRun`: a missing permission \
             is an error of the plan, or a warning for deletes and replacements. It proves the permission alone, not that the \
             other side's VPC exists or that addresses do not overlap. It costs one more call for each change, one for all \
             endpoints of a service that are answered alike, and a second one where the host plans again without a word of the \
             first time (OpenTofu, and Terraform before 1.16). Default: `false`.",
        ),
        allowed(
            "allowed_account_ids",
            "The only accounts that the keys may belong to, by their numbers of 12 digits.",
        ),
    ];
    let beyond = "then to the user's own files, and last to the role of the container or the machine that Terraform runs \
                  in";
    let ways = "`access_key`, `profile` or `assume_role_with_web_identity`";
    accounts("aws", arguments, ["AWS", beyond, ways])
}

/// The services that are called.
const SERVICES: [(&str, &str); 4] = [
    (
        "ec2",
        "The endpoint of EC2. Each region has its own: without `{region}` it serves the account's own region only. For the \
         account `default`, also read from `AWS_ENDPOINT_URL_EC2` or `AWS_ENDPOINT_URL`, and for every account from its \
         profile: `endpoint_url` below `ec2` in the section that `services` names, or that of the profile itself. \
         `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` or the profile's `ignore_configured_endpoint_urls` turns all of that off.",
    ),
    (
        "sts",
        "The endpoint of Security Token Service. For the account `default`, also read from `AWS_ENDPOINT_URL_STS` or \
         `AWS_ENDPOINT_URL`, and from the profile, likewise.",
    ),
    (
        "sso",
        "The portal of IAM Identity Center, which a profile with `sso_account_id` asks for its keys. For the account \
         `default`, also read from `AWS_ENDPOINT_URL_SSO` or `AWS_ENDPOINT_URL`, and from the profile, likewise.",
    ),
    (
        "metadata",
        "The metadata service of this machine. For the account `default`, also read from \
         `AWS_EC2_METADATA_SERVICE_ENDPOINT`. Default: `http://169.254.169.254`.",
    ),
];

fn assume_role() -> Attribute {
    let mut attributes: Vec<_> = role().into();
    attributes.push(Attribute::string(
        "external_id",
        "The external id that the role's trust policy requires.",
    ));
    Attribute::nested(
        "assume_role",
        Nesting::Single,
        attributes,
        "An IAM role to act as, once signed in.",
    )
}

fn assume_role_with_web_identity() -> Attribute {
    let mut attributes = vec![
        Attribute::string(
            "web_identity_token",
            "The token of the identity provider, instead of a file with it.",
        )
        .sensitive(),
        Attribute::string(
            "web_identity_token_file",
            "The file that the identity provider writes its token to. It is read again for each renewal.",
        ),
    ];
    attributes.extend(role());
    Attribute::nested(
        "assume_role_with_web_identity",
        Nesting::Single,
        attributes,
        "An IAM role to sign in as, with the token of an identity provider that the role trusts. For the account \
         `default`, when it sets no credentials here, also read from `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and \
         `AWS_ROLE_SESSION_NAME`.",
    )
}

/// What there is to say of a role, however it is become.
fn role() -> [Attribute; 4] {
    [
        Attribute::string("role_arn", "The role, `arn:aws:iam::ACCOUNT:role/NAME`.").required(),
        Attribute::string(
            "session_name",
            "The name under which the calls are found in CloudTrail. Default: `terraform`.",
        ),
        Attribute::number(
            "duration",
            "How long each set of temporary keys lasts, in seconds: 900 to 43200. They are renewed as long as the run lasts. \
             Default: what the cloud chooses, one hour.",
        ),
        Attribute::string(
            "policy",
            "An IAM policy, as a JSON document, that restricts the role's permissions.",
        ),
    ]
}
