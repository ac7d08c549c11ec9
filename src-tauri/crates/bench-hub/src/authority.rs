//! The bench's own certificate authority: made on first start, its private key for the user's eyes only. The server's
//! certificate is made anew at every start and never leaves memory.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::visitors::AnyVisitor;

/// Years the authority's certificate is good for.
const YEARS: i32 = 10;
/// Years the server's certificate is good for; it is made anew at every start.
const LEAF_YEARS: i32 = 1;

/// Addresses of the machine that have a certificate of their own.
const MOST_ADDRESSES: usize = 64;

/// Why there is no authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A file cannot be read or written.
    #[error("`{path}`: {error}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The key in the file is none.
    #[error("`{path}` is no private key: {error}; remove it and `ca.pem` to have a new authority made", path = path.display())]
    Key {
        /// Which.
        path: PathBuf,
        /// Why.
        error: rcgen::Error,
    },
    /// A certificate cannot be made.
    #[error("no certificate can be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
}

/// An authority.
pub(crate) struct Authority {
    key: KeyPair,
    /// Where its certificate is.
    pub path: PathBuf,
}

impl Authority {
    /// Reads the authority of a folder, or makes one.
    pub fn of(folder: &Path) -> Result<Self, AuthorityError> {
        let (key_path, path) = (folder.join("ca.key"), folder.join("ca.pem"));
        let key = match fs::read_to_string(&key_path) {
            Ok(text) => KeyPair::from_pem(&text).map_err(|error| AuthorityError::Key {
                path: key_path.clone(),
                error,
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let key = KeyPair::generate()?;
                write_private(&key_path, &key.serialize_pem())?;
                let certificate = params()?.self_signed(&key)?;
                write(&path, &certificate.pem())?;
                key
            }
            Err(error) => {
                return Err(AuthorityError::File {
                    path: key_path,
                    error,
                });
            }
        };
        if !path.exists() {
            write(&path, &params()?.self_signed(&key)?.pem())?;
        }
        Ok(Self { key, path })
    }

    /// Sets TLS up for a server with these names, whatever address of the machine it is reached at.
    pub fn servers(
        self,
        names: Vec<String>,
        addresses: &[IpAddr],
    ) -> Result<Servers, AuthorityError> {
        let usual = self.server(&names, addresses)?;
        let known = addresses
            .iter()
            .map(|address| (*address, Arc::clone(&usual)));
        Ok(Servers {
            known: Mutex::new(known.collect()),
            usual,
            names,
            authority: self,
        })
    }

    /// Sets TLS up for a server with these names: 1.2 and 1.3, with the certificates of devices asked for but not
    /// required.
    pub fn server(
        &self,
        names: &[String],
        addresses: &[IpAddr],
    ) -> Result<Arc<ServerConfig>, AuthorityError> {
        let mut all = names.to_vec();
        all.extend(addresses.iter().map(IpAddr::to_string));
        let mut leaf = CertificateParams::new(all)?;
        leaf.distinguished_name = named("Twinscope bench hub");
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        date(&mut leaf, LEAF_YEARS);
        let key = KeyPair::generate()?;
        let certificate = leaf.signed_by(&key, &Issuer::new(params()?, &self.key))?;
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(Arc::new(AnyVisitor::new(provider)))
            .with_single_cert(chain, key)?;
        Ok(Arc::new(config))
    }
}

/// A server's certificates: one for each address of the machine at which somebody reached it. A bench that listens at all
/// of them cannot know them before.
pub(crate) struct Servers {
    authority: Authority,
    names: Vec<String>,
    usual: Arc<ServerConfig>,
    known: Mutex<HashMap<IpAddr, Arc<ServerConfig>>>,
}

impl Servers {
    /// TLS for a connection to this address of the machine.
    pub fn at(&self, address: Option<IpAddr>) -> Arc<ServerConfig> {
        let Some(address) = address.map(|address| address.to_canonical()) else {
            return Arc::clone(&self.usual);
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = known.get(&address) {
            return Arc::clone(config);
        }
        let made = match known.len() < MOST_ADDRESSES {
            true => self
                .authority
                .server(&self.names, &[Ipv4Addr::LOCALHOST.into(), address]),
            false => return Arc::clone(&self.usual),
        };
        match made {
            Ok(config) => Arc::clone(known.entry(address).or_insert(config)),
            Err(_) => Arc::clone(&self.usual),
        }
    }
}

/// The same for every start: with the key, they are the authority.
fn params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = named("Twinscope bench authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    date(&mut params, YEARS);
    Ok(params)
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::OrganizationName, "Twinscope");
    names.push(DnType::CommonName, name);
    names
}

/// Good for these years, from a year ago on: clocks of devices are late.
fn date(params: &mut CertificateParams, years: i32) {
    let today = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let year = i32::from(today.year());
    let month = u8::try_from(today.month()).unwrap_or(1);
    params.not_before = rcgen::date_time_ymd(year - 1, month, 1);
    params.not_after = rcgen::date_time_ymd(year + years, month, 1);
}

fn write(path: &Path, text: &str) -> Result<(), AuthorityError> {
    fs::write(path, text).map_err(|error| AuthorityError::File {
        path: path.to_owned(),
        error,
    })
}

/// Writes a file that only the user can read, from its first byte on.
fn write_private(path: &Path, text: &str) -> Result<(), AuthorityError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| AuthorityError::File {
        path: path.to_owned(),
        error,
    })
}
