//! The certificate authorities that an account trusts besides the system's: read and understood before
//! anything is called, because a connection that fails later would be blamed on the network.

use std::collections::BTreeSet;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::file;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
const CERTIFICATE: &str = "CERTIFICATE";

/// The other blocks that are found in such files, and that a message may name.
const OTHERS: [&str; 11] = [
    "CERTIFICATE REQUEST",
    "NEW CERTIFICATE REQUEST",
    "TRUSTED CERTIFICATE",
    "X509 CERTIFICATE",
    "X509 CRL",
    "PKCS7",
    "PUBLIC KEY",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
];

/// Reads the authorities of `path`, which stands in `name`: an argument or a variable.
///
/// # Errors
/// A sentence that names the argument, the file and the certificate in it, and repeats nothing else.
pub fn read(name: &str, path: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let path = Path::new(path);
    let shown = file::shown(path);
    let contents = file::read(path, file::LARGEST)
        .map_err(|error| format!("{name} {shown:?} cannot be read: {error}."))?;
    parse(&contents).map_err(|why| {
        format!(
            "{name} {shown:?} {why}. Name a PEM file with the certificates of the authorities, each between \
             the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----."
        )
    })
}

fn parse(contents: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let blocks = Block::all(contents);
    let certificates: Vec<_> = blocks
        .iter()
        .filter(|block| block.label == CERTIFICATE)
        .collect();
    if certificates.is_empty() {
        return Err(format!(
            "holds no certificate in PEM form: {}",
            instead(contents, &blocks)
        ));
    }
    let count = certificates.len();
    let mut read = Vec::with_capacity(count);
    for (number, block) in (1..).zip(certificates) {
        read.push(block.certificate().map_err(|why| {
            let line = block.line;
            format!("holds a damaged certificate, number {number} of {count}, which begins in line {line}: {why}")
        })?);
    }
    Ok(read)
}

/// What a file holds that has no certificate.
fn instead(contents: &[u8], blocks: &[Block<'_>]) -> String {
    if contents.trim_ascii().is_empty() {
        return "it is empty".to_owned();
    }
    if is_certificate(CertificateDer::from(contents)) {
        return "it is a certificate in binary form (DER), which `openssl x509 -inform der -in FILE -out \
                FILE.pem` converts to PEM"
            .to_owned();
    }
    let known = |label: &&str| OTHERS.contains(label);
    let labels: BTreeSet<_> = blocks
        .iter()
        .map(|block| block.label)
        .filter(known)
        .collect();
    if !labels.is_empty() {
        let labels: Vec<_> = labels.into_iter().collect();
        return format!("it holds {}", labels.join(", "));
    }
    "no line in it begins one".to_owned()
}

fn is_certificate(der: CertificateDer<'_>) -> bool {
    RootCertStore::empty().add(der.into_owned()).is_ok()
}

/// A block of a PEM file.
struct Block<'a> {
    label: &'a str,
    /// The line that begins it, counted from 1.
    line: usize,
    /// The lines from the one that begins it to the one that ends it.
    lines: Vec<&'a [u8]>,
    is_ended: bool,
}

impl<'a> Block<'a> {
    fn all(contents: &'a [u8]) -> Vec<Self> {
        let contents = contents.strip_prefix(b"\xef\xbb\xbf").unwrap_or(contents);
        let mut blocks: Vec<Self> = Vec::new();
        for (number, line) in (1..).zip(contents.split(|byte| *byte == b'\n')) {
            let line = line.trim_ascii_end();
            let marker = |begins: &str| {
                let text = std::str::from_utf8(line).ok()?;
                text.strip_prefix(begins)?.strip_suffix(DASHES)
            };
            if let Some(label) = marker(BEGIN) {
                blocks.push(Self {
                    label,
                    line: number,
                    lines: vec![line],
                    is_ended: false,
                });
            } else if let Some(open) = blocks.last_mut().filter(|block| !block.is_ended) {
                open.lines.push(line);
                open.is_ended = marker(END) == Some(open.label);
            }
        }
        blocks
    }

    fn certificate(&self) -> Result<CertificateDer<'static>, &'static str> {
        if !self.is_ended {
            return Err("the line that ends it is missing");
        }
        let text = self.lines.join(&b'\n');
        let der = CertificateDer::from_pem_slice(&text).map_err(|_| "it is not base64")?;
        if is_certificate(der.clone()) {
            Ok(der)
        } else {
            Err("what is between its lines is not an X.509 certificate")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(name: &str) -> rcgen::Certificate {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::default();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let names = &mut parameters.distinguished_name;
        names.push(rcgen::DnType::CommonName, name);
        parameters.self_signed(&key).unwrap()
    }

    fn pem(label: &str, der: &[u8]) -> String {
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<_> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            lines.join("\n")
        )
    }

    fn told(contents: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, contents).unwrap();
        let path = path.display().to_string();
        let told = read("OS_CACERT", &path).unwrap_err();
        assert!(told.starts_with("OS_CACERT \""), "{told}");
        assert!(told.contains(&path), "{told}");
        assert!(told.contains("-----BEGIN CERTIFICATE-----"), "{told}");
        told
    }

    #[test]
    fn a_bundle_is_read_whatever_stands_beside_its_certificates() {
        let (one, other) = (authority("one"), authority("other"));
        let bundle = format!(
            "\u{feff}{}# a comment: Ünïcode\r\n{}{}",
            pem(CERTIFICATE, one.der()).replace('\n', "\r\n"),
            pem("PRIVATE KEY", b"a key"),
            pem(CERTIFICATE, other.der()).trim_end(),
        );
        let read = parse(bundle.as_bytes()).unwrap();
        assert_eq!(read, [one.der().clone(), other.der().clone()]);
    }

    #[test]
    fn a_file_without_a_certificate_is_told_by_what_it_holds() {
        let der = authority("one").der().to_vec();
        let key = pem("PRIVATE KEY", b"canary");
        let both = format!("{key}{}", pem("CERTIFICATE REQUEST", b"canary"));
        let odd = pem("canary", b"canary");
        for (contents, what) in [
            (&b""[..], "it is empty"),
            (b" \n\n", "it is empty"),
            (&der, "(DER)"),
            (key.as_bytes(), "it holds PRIVATE KEY."),
            (
                both.as_bytes(),
                "it holds CERTIFICATE REQUEST, PRIVATE KEY.",
            ),
            (odd.as_bytes(), "no line in it begins one"),
            (b"canary", "no line in it begins one"),
            (b"\xff\xfe-\0-\0", "no line in it begins one"),
        ] {
            let told = told(contents);
            assert!(told.contains(what), "{told}");
            assert!(!told.contains("canary"), "{told}");
        }
    }

    #[test]
    fn one_damaged_certificate_among_good_ones_is_named_by_its_number_and_line() {
        let good = pem(CERTIFICATE, authority("one").der());
        let second = good.lines().count() + 1;
        let cut = good.trim_end().rsplit_once('\n').unwrap().0;
        for (bad, what) in [
            (pem(CERTIFICATE, &[0; 300]), "not an X.509 certificate"),
            (pem(CERTIFICATE, b""), "not an X.509 certificate"),
            (good.replacen("MII", "M!I", 1), "not base64"),
            (cut.to_owned() + "\n", "the line that ends it is missing"),
        ] {
            let told = told(format!("{good}{bad}{good}").as_bytes());
            let place = format!("number 2 of 3, which begins in line {second}");
            assert!(told.contains(&place) && told.contains(what), "{told}");
        }
    }

    #[test]
    fn a_certificate_in_the_place_of_the_files_name_is_not_repeated() {
        let told = read("ca_file", &pem("PRIVATE KEY", b"canary")).unwrap_err();
        assert!(!told.contains("PRIVATE"), "{told}");
        assert!(told.contains("a file name is required"), "{told}");
        let told = read("ca_file", "/dev/full").unwrap_err();
        assert!(
            told.contains("\"/dev/full\" cannot be read: it is a device"),
            "{told}"
        );
    }
}
