//! For tests: authorities and what they sign, valid in 2026.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};

pub(crate) type Issuer = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params
}

/// An authority, signed by another or by itself.
pub(crate) fn authority(name: &str, by: Option<&Issuer>) -> Issuer {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    match by {
        Some(by) => Issuer::signed_by(params, key, by).unwrap(),
        None => Issuer::self_signed(params, key).unwrap(),
    }
}

/// A device's certificate, DER.
pub(crate) fn leaf(name: &str, by: &Issuer) -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    params(name).signed_by(&key, by).unwrap().der().to_vec()
}
