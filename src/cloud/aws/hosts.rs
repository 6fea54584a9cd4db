//! Where the services are: hosts by region and partition, and endpoints that take their place.
//!
//! Source: `botocore/data/partitions.json`; "Service-specific endpoints" of the AWS SDKs and Tools reference guide.

use super::variables;
use crate::credential::name::Name;
use crate::credential::source::Origin;
use crate::http::endpoint::check_endpoint;

/// The services that are called. Each has a host in every region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Elastic Compute Cloud: VPC peering.
    Ec2,
    /// Security Token Service: roles, and whose the credentials are.
    Sts,
    /// The portal of IAM Identity Center: keys for who has logged in.
    Sso,
}

impl Service {
    pub(super) const ALL: [Self; 3] = [Self::Ec2, Self::Sts, Self::Sso];

    /// The key in `endpoints` and in a section of services, and the name in a signature.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ec2 => "ec2",
            Self::Sts => "sts",
            Self::Sso => "sso",
        }
    }

    /// The first part of the host.
    fn host(self) -> &'static str {
        match self {
            Self::Sso => "portal.sso",
            Self::Ec2 | Self::Sts => self.name(),
        }
    }

    /// The version of its API.
    pub fn version(self) -> &'static str {
        match self {
            Self::Ec2 => "2016-11-15",
            Self::Sts => "2011-06-15",
            Self::Sso => "2019-06-10",
        }
    }

    pub(super) fn variables(self) -> &'static Name {
        match self {
            Self::Ec2 => &variables::EC2,
            Self::Sts => &variables::STS,
            Self::Sso => &variables::SSO,
        }
    }

    /// Its endpoint in a section of services.
    pub(super) fn entry(self) -> &'static str {
        match self {
            Self::Ec2 => "ec2.endpoint_url",
            Self::Sts => "sts.endpoint_url",
            Self::Sso => "sso.endpoint_url",
        }
    }
}

/// The partitions by how the names of their regions begin, and the ends of their hosts; dual-stack ones where they have such.
const PARTITIONS: [(&str, &str, Option<&str>); 8] = [
    (
        "cn-",
        "amazonaws.com.cn",
        Some("api.amazonwebservices.com.cn"),
    ),
    ("eusc-", "amazonaws.eu", Some("api.amazonwebservices.eu")),
    ("us-isob-", "sc2s.sgov.gov", None),
    ("us-isof-", "csp.hci.ic.gov", None),
    ("us-iso-", "c2s.ic.gov", None),
    ("eu-isoe-", "cloud.adc-e.uk", None),
    ("us-gov-", "amazonaws.com", Some("api.aws")),
    ("", "amazonaws.com", Some("api.aws")),
];

/// An endpoint that takes the place of the cloud's own.
#[derive(Clone, Debug)]
pub(super) struct Custom {
    pub(super) service: Service,
    /// What says so.
    pub(super) named_by: Origin,
    pub(super) url: String,
}

/// Where an account's services are.
#[derive(Clone, Debug, Default)]
pub(super) struct Endpoints {
    pub(super) custom: Vec<Custom>,
    pub(super) fips: bool,
    pub(super) dual_stack: bool,
}

impl Endpoints {
    /// The base of a service's URLs in a region, without a slash at the end.
    ///
    /// # Errors
    /// What is wrong with an endpoint that was configured.
    pub(super) fn of(&self, service: Service, region: &str) -> Result<String, String> {
        let (fips, dual_stack) = (self.fips, self.dual_stack);
        let Some(Custom { named_by, url, .. }) = self.custom(service) else {
            return host(service, region, fips, dual_stack).map(|host| format!("https://{host}"));
        };
        check_endpoint(url).map_err(|why| format!("{named_by} is not a valid endpoint. {why}"))?;
        if fips || dual_stack {
            return Err(format!(
                "{named_by} names an endpoint of its own, and use_fips_endpoint or use_dualstack_endpoint asks for \
                 another. Leave one of them out."
            ));
        }
        Ok(url
            .replace("{region}", region)
            .trim_end_matches('/')
            .to_owned())
    }

    /// The endpoint of a service that takes the place of the cloud's own.
    pub(super) fn custom(&self, service: Service) -> Option<&Custom> {
        self.custom.iter().find(|one| one.service == service)
    }
}

/// The host of a service in a region.
fn host(service: Service, region: &str, fips: bool, dual_stack: bool) -> Result<String, String> {
    let partition = PARTITIONS
        .iter()
        .find(|(begin, ..)| region.starts_with(begin));
    let (begin, usual, dual) = partition.unwrap_or(&("", "amazonaws.com", None));
    // GovCloud's hosts are such anyway.
    let mark = if fips && *begin != "us-gov-" {
        "-fips"
    } else {
        ""
    };
    let domain = match (dual_stack, dual) {
        (true, None) => {
            return Err(format!(
                "The region {region:?} has no dual-stack endpoints: remove use_dualstack_endpoint."
            ));
        }
        (true, Some(dual)) => dual,
        (false, _) => usual,
    };
    Ok(format!("{}{mark}.{region}.{domain}", service.host()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_follow_region_partition_and_kind() {
        for (region, fips, dual_stack, expected) in [
            (
                "eu-central-1",
                false,
                false,
                "ec2.eu-central-1.amazonaws.com",
            ),
            ("us-east-1", true, false, "ec2-fips.us-east-1.amazonaws.com"),
            (
                "us-gov-west-1",
                true,
                false,
                "ec2.us-gov-west-1.amazonaws.com",
            ),
            ("eu-west-1", false, true, "ec2.eu-west-1.api.aws"),
            (
                "cn-north-1",
                false,
                false,
                "ec2.cn-north-1.amazonaws.com.cn",
            ),
            (
                "eusc-de-east-1",
                false,
                false,
                "ec2.eusc-de-east-1.amazonaws.eu",
            ),
            (
                "us-iso-east-1",
                false,
                false,
                "ec2.us-iso-east-1.c2s.ic.gov",
            ),
        ] {
            assert_eq!(
                host(Service::Ec2, region, fips, dual_stack).as_deref(),
                Ok(expected)
            );
        }
        for (region, fips, expected) in [
            (
                "eu-central-1",
                false,
                "portal.sso.eu-central-1.amazonaws.com",
            ),
            (
                "cn-north-1",
                true,
                "portal.sso-fips.cn-north-1.amazonaws.com.cn",
            ),
        ] {
            let found = host(Service::Sso, region, fips, false);
            assert_eq!(found.as_deref(), Ok(expected));
        }
        assert!(host(Service::Sts, "us-isob-east-1", false, true).is_err());
    }
}
