//! An access key and its secret.

use secrecy::SecretString;

/// What requests are signed with.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Names the key. No secret: it is how a call is traced.
    pub access_key: String,
    /// Signs. Never leaves the process.
    pub secret_key: SecretString,
    /// Goes with temporary keys, as a header.
    pub security_token: Option<SecretString>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        let keys = Keys {
            access_key: "ak".to_owned(),
            secret_key: "canary-secret".into(),
            security_token: Some("canary-token".into()),
        };
        let printed = format!("{keys:?}");
        assert!(
            printed.contains("ak") && !printed.contains("canary"),
            "{printed}"
        );
    }
}
