//! The rules of `deny.toml`, as far as they can be checked without cargo-deny.

use serde::Deserialize;
use spdx::{Expression, LicenseReq, ParseMode};

use super::metadata::Package;

/// The registry that is cargo's own, as a source names it; cargo-deny allows it by default, too.
const DEFAULT_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The part of `deny.toml` that is read here. What has another shape than this is an error and never passed over.
#[derive(Debug, Deserialize)]
pub(super) struct Policy {
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
    #[serde(rename = "unused-allowed-license")]
    _unused_allowed_license: Option<String>,
}

/// Licences that one crate may have besides.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Bans {
    deny: Vec<Ban>,
    #[serde(rename = "multiple-versions")]
    _multiple_versions: Option<String>,
    #[serde(rename = "wildcards")]
    _wildcards: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Sources {
    unknown_registry: Deny,
    unknown_git: Deny,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Deny {
    Deny,
}

impl Policy {
    /// What is wrong with a package, a sentence each.
    pub(super) fn problems(&self, package: &Package) -> Vec<String> {
        let problems = [self.source_problem(package), self.ban_problem(package), self.license_problem(package)];
        let name = format!("{} {}", package.name, package.version);
        problems.into_iter().flatten().map(|problem| format!("{name}: {problem}")).collect()
    }

    fn source_problem(&self, package: &Package) -> Option<String> {
        let Sources { unknown_registry: Deny::Deny, unknown_git: Deny::Deny } = self.sources;
        let source = package.source.as_deref()?;
        (source != DEFAULT_REGISTRY).then(|| format!("comes from {source}"))
    }

    fn ban_problem(&self, package: &Package) -> Option<String> {
        let ban = self.bans.deny.iter().find(|ban| ban.name == package.name)?;
        Some(format!("is banned: {}", ban.reason))
    }

    fn license_problem(&self, package: &Package) -> Option<String> {
        let Some(license) = &package.license else {
            return Some("names no licence".to_owned());
        };
        let Ok(expression) = Expression::parse_mode(license, ParseMode::LAX) else {
            return Some(format!("has a licence that is no SPDX expression: {license}"));
        };
        let allowed = expression.evaluate(|required| self.allows(&package.name, required));
        (!allowed).then(|| format!("has a licence that is not allowed: {license}"))
    }

    fn allows(&self, package: &str, required: &LicenseReq) -> bool {
        let exceptions = self.licenses.exceptions.iter().filter(|exception| exception.name == package);
        let more = exceptions.flat_map(|exception| &exception.allow);
        let required = required.to_string();
        self.licenses.allow.iter().chain(more).any(|allowed| *allowed == required)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        toml::from_str(
            r#"
            [licenses]
            allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "ISC"]
            exceptions = [{ crate = "roots", allow = ["MPL-2.0"] }]
            [bans]
            deny = [{ crate = "sqlite3-sys", reason = "a second SQLite" }]
            [sources]
            unknown-registry = "deny"
            unknown-git = "deny"
            "#,
        )
        .unwrap()
    }

    fn package(name: &str, license: &str) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: Some(license.to_owned()),
            source: Some(DEFAULT_REGISTRY.to_owned()),
        }
    }

    #[test]
    fn a_licence_passes_where_one_may_choose_an_allowed_one() {
        for (license, passes) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0-only OR MIT", true),
            ("Apache-2.0 AND ISC", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT AND GPL-3.0-only", false),
            ("GPL-2.0-only WITH Classpath-exception-2.0", false),
            ("MPL-2.0", false),
            ("as you like", false),
        ] {
            assert_eq!(policy().problems(&package("a", license)).is_empty(), passes, "{license}");
        }
        assert!(policy().problems(&package("roots", "MPL-2.0")).is_empty());
        let unlicensed = Package { license: None, ..package("a", "") };
        assert_eq!(policy().problems(&unlicensed), ["a 1.0.0: names no licence"]);
    }

    #[test]
    fn a_banned_crate_is_named_with_the_reason() {
        assert_eq!(
            policy().problems(&package("sqlite3-sys", "MIT")),
            ["sqlite3-sys 1.0.0: is banned: a second SQLite"]
        );
    }

    #[test]
    fn only_the_default_registry_and_our_own_crates_are_sources() {
        let from = |source: Option<&str>| Package { source: source.map(ToOwned::to_owned), ..package("a", "MIT") };
        assert!(policy().problems(&from(None)).is_empty());
        assert!(policy().problems(&from(Some(DEFAULT_REGISTRY))).is_empty());
        for other in ["git+https://git.example/a", "registry+https://registry.example/index"] {
            assert_eq!(policy().problems(&from(Some(other))).len(), 1, "{other}");
        }
    }

    #[test]
    fn a_rule_of_an_unknown_shape_is_an_error() {
        assert!(toml::from_str::<Policy>("[licenses]\nallow = []\ndeny = []\n[bans]\ndeny=[]").is_err());
        let lenient = "[licenses]\nallow=[]\n[bans]\ndeny=[]\n[sources]\nunknown-registry='allow'\nunknown-git='deny'";
        assert!(toml::from_str::<Policy>(lenient).is_err());
    }
}
