//! An authority of a test's own, and doors with its certificates in front of servers that speak in the clear.

use std::{net::SocketAddr, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pem: String,
}

/// What a door shows and how it opens.
#[derive(Clone, Copy)]
pub struct Door {
    /// The host that its certificate is for.
    pub name: &'static str,
    pub has_expired: bool,
    /// It shows the authority's own certificate instead.
    pub is_authoritys_own: bool,
    /// The talk begins in the clear as SMTP does, and changes over with STARTTLS.
    pub starts_in_the_clear: bool,
}

impl Default for Door {
    fn default() -> Self {
        Self { name: "localhost", has_expired: false, is_authoritys_own: false, starts_in_the_clear: false }
    }
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_after = date_time_ymd(2999, 12, 31);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let pem = issuer.pem();
        Self { issuer, pem }
    }

    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Its certificate as `TLS_CA_FILE` takes it.
    pub fn file(&self) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), self.pem()).unwrap();
        file
    }

    pub fn der(&self) -> Vec<u8> {
        self.issuer.der().to_vec()
    }

    /// Opens a door to the server; gives the port that it stands at.
    pub async fn door(&self, door: Door, server: SocketAddr) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = self.acceptor(door);
        tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                tokio::spawn(pass_on(visitor, acceptor.clone(), door, server));
            }
        });
        port
    }

    fn acceptor(&self, door: Door) -> TlsAcceptor {
        let (certificate, key) = if door.is_authoritys_own {
            (self.der(), self.issuer.key().serialize_der())
        } else {
            let mut params = CertificateParams::new([door.name.to_owned()]).unwrap();
            params.not_after = date_time_ymd(if door.has_expired { 2020 } else { 2999 }, 12, 31);
            let key = KeyPair::generate().unwrap();
            (params.signed_by(&key, &self.issuer).unwrap().der().to_vec(), key.serialize_der())
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(certificate)], PrivateKeyDer::Pkcs8(key.into()))
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Ends when either side does, and silently when the visitor does not trust the certificate.
async fn pass_on(mut visitor: TcpStream, acceptor: TlsAcceptor, door: Door, server: SocketAddr) -> std::io::Result<()> {
    let mut server = BufReader::new(TcpStream::connect(server).await?);
    if door.starts_in_the_clear {
        change_over(&mut visitor).await?;
        // The greeting was said in the clear.
        server.read_line(&mut String::new()).await?;
    }
    let mut visitor = acceptor.accept(visitor).await?;
    copy_bidirectional(&mut visitor, &mut server).await.map(drop)
}

async fn change_over(visitor: &mut TcpStream) -> std::io::Result<()> {
    let mut visitor = BufReader::new(visitor);
    for answer in ["220 ready", "250-hello\r\n250 STARTTLS", "220 go ahead"] {
        visitor.write_all(format!("{answer}\r\n").as_bytes()).await?;
        if !answer.starts_with("220 go") {
            visitor.read_line(&mut String::new()).await?;
        }
    }
    Ok(())
}
