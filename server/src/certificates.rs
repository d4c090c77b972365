//! The certificates that handshakes are answered with, and how they change while the server runs.
//!
//! The server's own is signed by the province's key (`tls`), so whoever pins that key believes every one that comes after
//! it. Its secret key stands in the home directory, in `tls.json`; a file that is missing or damaged costs a new
//! certificate and nothing else.
//!
//! A given certificate answers those who call the server by a name. Who calls it by a number, or `localhost`, is answered
//! with the province's own, as no public authority certifies those: so commands on this machine, and devices that were
//! enrolled before there was a given one, go on.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

use rustls::{
    ServerConfig,
    crypto::CryptoProvider,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
    version::TLS13,
};
use tls::{Authority, Leaf};
use zeroize::Zeroizing;

use crate::{
    Error, Result,
    home::{Home, KeptLeaf, Keys},
};

/// For how long a certificate of our own is good, seconds: a stolen one is of no use for longer.
pub const LIFE: i64 = 90 * 86_400;
/// How long before its end the next one is made, seconds: a server that was off for a month still has a good one.
pub const RENEWED_BEFORE: i64 = 30 * 86_400;

/// Files with a certificate that somebody else signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The chain in PEM, the server's first.
    pub certificate: PathBuf,
    /// Its key in PEM.
    pub key: PathBuf,
}

/// The certificates of a running server.
#[derive(Debug)]
pub struct Certificates {
    hosts: Vec<String>,
    given: Option<Given>,
    provider: Arc<CryptoProvider>,
    own: RwLock<Arc<CertifiedKey>>,
    others: RwLock<Option<Arc<CertifiedKey>>>,
    state: Mutex<State>,
}

/// What is in use.
#[derive(Debug)]
struct State {
    /// When the own certificate ends, Unix seconds.
    until: i64,
    /// When the given files were written.
    written: Option<(SystemTime, SystemTime)>,
}

impl Certificates {
    /// Takes the certificate that is kept, where it is for these hosts and not about to end, else makes one; and reads
    /// what was given.
    ///
    /// # Errors
    /// Where a host is none, a file cannot be read or written, or what was given is no certificate with its key.
    pub fn open(home: &Home, keys: &Keys, hosts: Vec<String>, given: Option<Given>) -> Result<Self> {
        let provider = tls::provider();
        home.write_root(&Authority::new(&keys.signing).root()?)?;
        let kept = home.leaf().filter(|kept| {
            let is_ours = kept.issuer == keys.signing.public().to_string();
            is_ours && kept.hosts == hosts && !is_due(kept.until, home.clock().now())
        });
        let kept = kept.and_then(|kept| Some((kept.until, certified(&kept, &provider).ok()?)));
        let (until, own) = match kept {
            Some(kept) => kept,
            None => renewed(home, keys, &hosts, &provider)?,
        };
        let others = given.as_ref().map(|given| given.read(&provider)).transpose()?;
        let state = State { until, written: given.as_ref().and_then(|given| given.written().ok()) };
        Ok(Self {
            hosts,
            given,
            provider,
            own: RwLock::new(Arc::new(own)),
            others: RwLock::new(others.map(Arc::new)),
            state: Mutex::new(state),
        })
    }

    /// Makes the next certificate where the present one is about to end, and reads given files again that have changed.
    /// Handshakes go on meanwhile; says whether anything changed.
    ///
    /// # Errors
    /// As [`open`](Self::open). What was in use stays in use.
    pub fn refresh(&self, home: &Home, keys: &Keys) -> Result<bool> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let due = is_due(state.until, home.clock().now());
        if due {
            let (until, own) = renewed(home, keys, &self.hosts, &self.provider)?;
            *self.own.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(own);
            state.until = until;
        }
        let Some(given) = &self.given else { return Ok(due) };
        let written = Some(given.written()?);
        let changed = written != state.written;
        if changed {
            let read = given.read(&self.provider)?;
            *self.others.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(read));
            state.written = written;
        }
        Ok(due || changed)
    }

    /// When the own certificate ends, Unix seconds.
    #[must_use]
    pub fn until(&self) -> i64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).until
    }

    /// How handshakes are answered: TLS 1.3 alone, HTTP/1.1, sessions resumed with tickets that only this process reads.
    ///
    /// # Errors
    /// Where this machine has no randomness.
    pub fn config(self: &Arc<Self>) -> Result<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&TLS13])
            .map_err(tls::Error::from)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.ticketer = rustls::crypto::ring::Ticketer::new().map_err(tls::Error::from)?;
        // A device has one connection at a time, and a ticket costs 100 bytes.
        config.send_tls13_tickets = 1;
        Ok(config)
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let is_named = hello.server_name().is_some_and(|name| name != "localhost");
        let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
        let given = others.as_ref().filter(|_| is_named);
        Some(given.map_or_else(|| Arc::clone(&self.own.read().unwrap_or_else(PoisonError::into_inner)), Arc::clone))
    }
}

impl Given {
    fn read(&self, provider: &CryptoProvider) -> Result<CertifiedKey> {
        let chain = fs::read(&self.certificate).map_err(Error::file(&self.certificate))?;
        let key = Zeroizing::new(fs::read(&self.key).map_err(Error::file(&self.key))?);
        Ok(Leaf::certified_of(&chain, &key, provider)?)
    }

    fn written(&self) -> Result<(SystemTime, SystemTime)> {
        Ok((written(&self.certificate)?, written(&self.key)?))
    }
}

fn written(path: &Path) -> Result<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).map_err(Error::file(path))
}

const fn is_due(until: i64, now: i64) -> bool {
    until.saturating_sub(RENEWED_BEFORE) <= now
}

fn renewed(home: &Home, keys: &Keys, hosts: &[String], provider: &CryptoProvider) -> Result<(i64, CertifiedKey)> {
    let (from, until) = (home.clock().now(), home.clock().now().saturating_add(LIFE));
    let leaf = Authority::new(&keys.signing).leaf(hosts, from, until)?;
    let kept = KeptLeaf {
        hosts: hosts.to_vec(),
        issuer: keys.signing.public().to_string(),
        until,
        key: leaf.key.to_string(),
        certificate: leaf.certificate.clone(),
    };
    let certified = certified(&kept, provider)?;
    home.keep_leaf(&kept)?;
    tracing::info!(until, "a new certificate is in use");
    Ok((until, certified))
}

fn certified(kept: &KeptLeaf, provider: &CryptoProvider) -> Result<CertifiedKey> {
    Ok(Leaf::certified_of(kept.certificate.as_bytes(), kept.key.as_bytes(), provider)?)
}

/// The names and addresses under which a server that listens at `listen` is reached from its own machine, and from its
/// network where it listens there: what its certificate is for where the operator says nothing.
#[must_use]
pub fn hosts_of(listen: std::net::IpAddr) -> Vec<String> {
    let mut hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let found: io::Result<Vec<_>> = if listen.is_unspecified() { if_addrs::get_if_addrs() } else { Ok(Vec::new()) };
    let reached = found.unwrap_or_default().into_iter().map(|interface| interface.ip()).filter(is_for_others);
    let listens = Some(listen).filter(|ip| !ip.is_unspecified());
    let name = gethostname::gethostname().into_string().ok().filter(|name| is_name(name));
    hosts.extend(reached.chain(listens).map(|ip| ip.to_string()));
    hosts.extend(name.filter(|_| !listen.is_loopback()));
    let mut seen = std::collections::BTreeSet::new();
    hosts.retain(|host| seen.insert(host.clone()));
    hosts
}

fn is_for_others(ip: &std::net::IpAddr) -> bool {
    let link_local = match ip {
        std::net::IpAddr::V4(ip) => ip.is_link_local(),
        std::net::IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !link_local && !ip.is_loopback()
}

/// Whether it can stand in a certificate as a name.
fn is_name(name: &str) -> bool {
    rustls::pki_types::DnsName::try_from(name).is_ok()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use records::Deployment;
    use uuid::Uuid;

    use super::*;
    use crate::clock::{Clock, SystemClock};

    #[derive(Debug)]
    struct At(AtomicI64);

    impl Clock for At {
        fn now_ms(&self) -> i64 {
            self.0.load(Ordering::SeqCst) * 1_000
        }

        fn new_uuid(&self) -> Uuid {
            SystemClock.new_uuid()
        }

        fn fill(&self, bytes: &mut [u8]) {
            SystemClock.fill(bytes);
        }
    }

    const HOSTS: [&str; 2] = ["localhost", "rantau.example"];

    fn hosts() -> Vec<String> {
        HOSTS.map(str::to_owned).to_vec()
    }

    fn home(dir: &Path) -> (Arc<At>, Home) {
        let clock = Arc::new(At(AtomicI64::new(1_795_000_000)));
        let region = "52".parse().unwrap();
        let name = "Provinsi Latihan".to_owned();
        let shared = Arc::clone(&clock) as Arc<dyn Clock>;
        (clock, Home::create_with(&dir.join("home"), region, name, Deployment::Training, shared).unwrap())
    }

    fn own(certificates: &Certificates) -> Vec<u8> {
        certificates.own.read().unwrap().cert[0].to_vec()
    }

    #[test]
    fn a_certificate_is_kept_until_a_month_before_its_end_and_then_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let (clock, home) = home(dir.path());
        let keys = home.keys().unwrap();
        let certificates = Certificates::open(&home, &keys, hosts(), None).unwrap();
        let first = own(&certificates);
        assert_eq!(own(&Certificates::open(&home, &keys, hosts(), None).unwrap()), first, "after a restart");
        clock.0.fetch_add(LIFE - RENEWED_BEFORE - 1, Ordering::SeqCst);
        assert!(!certificates.refresh(&home, &keys).unwrap());
        clock.0.fetch_add(1, Ordering::SeqCst);
        assert!(certificates.refresh(&home, &keys).unwrap());
        assert_ne!(own(&certificates), first);
        assert_eq!(own(&Certificates::open(&home, &keys, hosts(), None).unwrap()), own(&certificates));
    }

    #[test]
    fn other_hosts_or_a_damaged_file_cost_a_new_certificate() {
        let dir = tempfile::tempdir().unwrap();
        let (_, home) = home(dir.path());
        let keys = home.keys().unwrap();
        let first = own(&Certificates::open(&home, &keys, hosts(), None).unwrap());
        let other = Certificates::open(&home, &keys, vec!["10.0.0.7".to_owned()], None).unwrap();
        assert_ne!(own(&other), first);
        fs::write(dir.path().join("home/tls.json"), "{").unwrap();
        assert_ne!(own(&Certificates::open(&home, &keys, hosts(), None).unwrap()), own(&other));
    }

    #[test]
    fn given_files_are_read_again_when_they_change_and_kept_where_they_are_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let (_, home) = home(dir.path());
        let keys = home.keys().unwrap();
        let given = Given { certificate: dir.path().join("chain.pem"), key: dir.path().join("key.pem") };
        let write = |age: u64| {
            let leaf = Authority::new(&keys.signing).leaf(&hosts(), 0, 1).unwrap();
            fs::write(&given.certificate, &leaf.certificate).unwrap();
            fs::write(&given.key, leaf.key.as_bytes()).unwrap();
            let file = fs::File::options().write(true).open(&given.key).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(age)).unwrap();
        };
        write(1);
        let certificates = Certificates::open(&home, &keys, hosts(), Some(given.clone())).unwrap();
        let used = || certificates.others.read().unwrap().as_ref().unwrap().cert[0].to_vec();
        let first = used();
        assert!(!certificates.refresh(&home, &keys).unwrap());
        write(2);
        assert!(certificates.refresh(&home, &keys).unwrap());
        let second = used();
        assert_ne!(second, first);
        fs::write(&given.certificate, "half").unwrap();
        assert!(certificates.refresh(&home, &keys).is_err());
        assert_eq!(used(), second);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (_, home) = home(dir.path());
        Certificates::open(&home, &home.keys().unwrap(), hosts(), None).unwrap();
        let mode = fs::metadata(dir.path().join("home/tls.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
