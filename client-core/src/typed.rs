//! A record as its type, and what is wrong or doubtful in it.

use std::collections::BTreeMap;

use records::{Deployment, Kind, Path, Problem, Value, household::Household, worker::Worker};
use serde::Serialize;

use crate::{Error, Result};

/// A record as its type.
pub(crate) struct Typed {
    /// JSON; null where this version knows no type for the kind.
    pub(crate) record: serde_json::Value,
    /// What is wrong or doubtful.
    pub(crate) problems: Vec<Problem>,
    /// The code of the stage, empty before any milestone.
    pub(crate) stage: String,
}

/// Reads the fields of a record as its type.
pub(crate) fn read(kind: Kind, fields: &BTreeMap<Path, Value>, deployment: Deployment) -> Result<Typed> {
    match kind {
        Kind::Worker => {
            let worker = Worker::project(fields, deployment);
            let stage = worker.stage.as_ref().map(|stage| stage.code.code().to_owned());
            Ok(Typed { record: json(&worker)?, stage: stage.unwrap_or_default(), problems: worker.problems })
        }
        Kind::Household => {
            let household = Household::project(fields, deployment);
            Ok(Typed { record: json(&household)?, stage: String::new(), problems: household.problems })
        }
        Kind::Session
        | Kind::Case
        | Kind::Screening
        | Kind::Confidential
        | Kind::Observation
        | Kind::Standing
        | Kind::Notice
        | _ => Ok(Typed { record: serde_json::Value::Null, stage: String::new(), problems: Vec::new() }),
    }
}

fn json(record: &impl Serialize) -> Result<serde_json::Value> {
    serde_json::to_value(record).map_err(|_| Error::Corrupt("a record that is no JSON"))
}
