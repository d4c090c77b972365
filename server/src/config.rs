//! The options of `rantau-server serve`, as flags and environment variables.

use std::{fs, path::PathBuf, time::Duration};

use clap::Args;
use jiff::SignedDuration;
use records::{Deployment, Path, RegionCode};
use registry::{AllowList, EventSource, RetryPolicy, SigningSecret, Target};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use crate::{
    Error, Result,
    certificates::Given,
    entrance::Doors,
    gate::Rates,
    server::{Limits, Registry},
};

/// Where and how to serve.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "RANTAU_LISTEN", default_value = "127.0.0.1:8443")]
    pub listen: String,
    /// A name or address under which devices reach this server, for its certificate and for invitations. May be repeated.
    /// Default: those of this machine
    #[arg(long = "host", env = "RANTAU_HOSTS", value_name = "HOST", value_delimiter = ',')]
    pub hosts: Vec<String>,
    /// A certificate of a public authority, with its chain, in PEM: for devices that are invited with --public-roots. Read
    /// again when it changes. Without it, the province's own key is the authority
    #[arg(long, env = "RANTAU_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,
    /// The key of that certificate in PEM
    #[arg(long, env = "RANTAU_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
    /// Speak plain HTTP: behind a proxy on this machine that speaks TLS and names the caller in X-Forwarded-For
    #[arg(long, env = "RANTAU_PLAIN_HTTP", conflicts_with_all = ["hosts", "tls_certificate"])]
    pub plain_http: bool,
    /// Speak plain HTTP even to other machines. Everybody on the way reads all records
    #[arg(long, env = "RANTAU_PLAIN_HTTP_TO_OTHERS", requires = "plain_http")]
    pub plain_http_to_others: bool,
    /// The most connections at a time; each takes some 50 kB
    #[arg(long, env = "RANTAU_MAX_CONNECTIONS", default_value_t = Doors::default().connections)]
    pub max_connections: usize,
    /// The most connections at a time from one address: a valley may share that of its mobile network
    #[arg(long, env = "RANTAU_MAX_CONNECTIONS_PER_ADDRESS", default_value_t = Doors::default().per_address)]
    pub max_connections_per_address: usize,
    /// The most requests a minute from one address
    #[arg(long, env = "RANTAU_REQUESTS_PER_ADDRESS", default_value_t = Rates::default().requests)]
    pub requests_per_address: u32,
    /// The most enrolments an hour from one address, the first twenty at once: so a class enrols, and a guesser does not
    #[arg(long, env = "RANTAU_ENROLMENTS_PER_ADDRESS", default_value_t = Rates::default().enrolments)]
    pub enrolments_per_address: u32,
    /// The most exchanges a minute of one device; a first one takes a dozen
    #[arg(long, env = "RANTAU_EXCHANGES_PER_DEVICE", default_value_t = Rates::default().exchanges)]
    pub exchanges_per_device: u32,
    /// How long a response waits for the verdicts on what the request brought, in milliseconds
    #[arg(long, env = "RANTAU_VERDICT_DEADLINE_MS", default_value_t = 2000)]
    pub verdict_deadline_ms: u64,
    /// The most bytes of one request, decompressed
    #[arg(long, env = "RANTAU_MAX_REQUEST_BYTES", default_value_t = 64 << 20)]
    pub max_request_bytes: usize,
    /// How long a device may go on without hearing the province, e.g. 14d; its keys are closed then until it gets a reset
    /// code. Kept until another one is given
    #[arg(long, env = "RANTAU_LEASE", value_parser = super::command::device::parse_duration)]
    pub lease: Option<SignedDuration>,
    /// The address under which the registry knows this server
    #[arg(long, env = "RANTAU_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    /// The registry's address for events. Training deployments only: it gets the fields of the training list
    #[arg(
        long,
        env = "RANTAU_REGISTRY_URL",
        requires = "registry_secret_file",
        conflicts_with = "registry_target_file"
    )]
    pub registry_url: Option<String>,
    /// The file with the secret shared with the registry (`whsec_…`)
    #[arg(long, env = "RANTAU_REGISTRY_SECRET_FILE")]
    pub registry_secret_file: Option<PathBuf>,
    /// The file that describes the registry in JSON: name, url, secret, allow_list, batch …
    #[arg(long, env = "RANTAU_REGISTRY_TARGET_FILE")]
    pub registry_target_file: Option<PathBuf>,
}

impl ServeOptions {
    /// What requests may cost.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            request_bytes: self.max_request_bytes,
            verdict_deadline: Duration::from_millis(self.verdict_deadline_ms),
            rates: Rates {
                requests: self.requests_per_address,
                enrolments: self.enrolments_per_address,
                exchanges: self.exchanges_per_device,
            },
            doors: Doors { connections: self.max_connections, per_address: self.max_connections_per_address },
            ..Limits::default()
        }
    }

    /// Refuses plain HTTP to other machines where it was not asked for in so many words.
    ///
    /// # Errors
    /// [`Error::Usage`].
    pub fn check_plain(&self, bound: std::net::SocketAddr) -> Result<()> {
        if !self.plain_http || bound.ip().is_loopback() || self.plain_http_to_others {
            return Ok(());
        }
        Err(Error::Usage(format!(
            "plain HTTP at {bound} would let everybody on the way read all records: listen on 127.0.0.1 behind a proxy, \
             or leave --plain-http out (or add --plain-http-to-others)"
        )))
    }

    /// The certificate that was given, `None` where there is none.
    #[must_use]
    pub fn given(&self) -> Option<Given> {
        let (certificate, key) = self.tls_certificate.clone().zip(self.tls_key.clone())?;
        Some(Given { certificate, key })
    }

    /// The registry to forward to, `None` where none is configured.
    ///
    /// # Errors
    /// Where a file or an address cannot be used.
    pub fn registry(&self, deployment: Deployment, province: &RegionCode) -> Result<Option<Registry>> {
        let Some(target) = self.target(deployment)? else { return Ok(None) };
        check_name(&target.name)?;
        let address = format!("{}/{province}", self.public_url.trim_end_matches('/'));
        let source = EventSource::parse(&address).map_err(|error| Error::Usage(error.to_string()))?;
        Ok(Some(Registry { target, source, policy: RetryPolicy::default(), wake: Notify::new() }))
    }

    fn target(&self, deployment: Deployment) -> Result<Option<Target>> {
        if let Some(path) = &self.registry_target_file {
            let text = Zeroizing::new(fs::read_to_string(path).map_err(Error::file(path))?);
            let target = serde_json::from_str(&text);
            return target.map(Some).map_err(|error| Error::Usage(format!("{}: {error}", path.display())));
        }
        match (&self.registry_url, &self.registry_secret_file) {
            (Some(_), _) if deployment == Deployment::Production => Err(Error::Usage(
                "--registry-url is for training; describe the registry and what it may know with --registry-target-file"
                    .to_owned(),
            )),
            (Some(url), Some(path)) => training_target(url, path).map(Some),
            (Some(_) | None, None) | (None, Some(_)) => Ok(None),
        }
    }
}

/// Refuses a name under which the registry's word could not be written: it is a segment of paths.
fn check_name(name: &str) -> Result<()> {
    let is_segment = Path::parse(name).is_ok_and(|path| path.segments().count() == 1);
    let room = Path::parse(&format!("registry/{name}/status")).is_ok();
    if is_segment && room {
        return Ok(());
    }
    Err(Error::Usage("the registry's name may hold a-z, 0-9, `_`, `.` and `-` only, and not many of them".to_owned()))
}

fn training_target(url: &str, secret: &PathBuf) -> Result<Target> {
    let url = url.parse().map_err(|_| Error::Usage("--registry-url is no address".to_owned()))?;
    let text = Zeroizing::new(fs::read_to_string(secret).map_err(Error::file(secret))?);
    let secret = SigningSecret::parse(&text).map_err(|error| Error::Usage(error.to_string()))?;
    let target = Target::new("registry".to_owned(), url, secret, AllowList::training_sandbox());
    Ok(Target { batch: Some(registry::target::BatchLimits::default()), ..target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_whose_name_makes_no_path_is_refused_at_the_start() {
        for (name, fits) in [
            ("registry", true),
            ("bp2mi.training-1", true),
            ("", false),
            ("Registry", false),
            ("a/b", false),
            ("registri nasional", false),
        ] {
            assert_eq!(check_name(name).is_ok(), fits, "{name}");
        }
        assert!(check_name(&"x".repeat(Path::MAX_LEN)).is_err());
    }
}
