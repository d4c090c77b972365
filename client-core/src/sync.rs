//! The exchange with the province over HTTP.

pub(crate) mod http;
mod link;
