//! The options of `rantau-server serve`, as flags and environment variables.

use std::{fs, path::PathBuf, time::Duration};

use clap::Args;
use records::{Deployment, Path, RegionCode};
use registry::{AllowList, EventSource, RetryPolicy, SigningSecret, Target};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use crate::{
    Error, Result,
    server::{Limits, Registry},
};

/// Where and how to serve.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "RANTAU_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// How long a response waits for the verdicts on what the request brought, in milliseconds
    #[arg(long, env = "RANTAU_VERDICT_DEADLINE_MS", default_value_t = 2000)]
    pub verdict_deadline_ms: u64,
    /// The most bytes of one request, decompressed
    #[arg(long, env = "RANTAU_MAX_REQUEST_BYTES", default_value_t = 64 << 20)]
    pub max_request_bytes: usize,
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
            ..Limits::default()
        }
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
