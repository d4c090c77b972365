//! What every request passes on its way in, and every answer on its way out.

use axum::{
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};

use super::{ApiError, AppState, BUNDLE, FRAMES};
use crate::entrance::Caller;

/// What a browser is told that comes here by mistake, or is sent here by somebody: nothing here is for it.
const FOR_BROWSERS: [(HeaderName, HeaderValue); 4] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// Refuses whoever asks too often.
pub(super) async fn count(State(server): State<AppState>, request: Request, next: Next) -> Result<Response, ApiError> {
    server.gate.request(caller(&request))?;
    Ok(next.run(request).await)
}

/// The address that a request comes from, where it is known.
pub(super) fn caller(request: &Request) -> Option<std::net::IpAddr> {
    request.extensions().get::<Caller>().and_then(|caller| caller.0)
}

/// Adds the headers that browsers heed. The answers of exchanges go without: no browser shows their media types, no cache
/// keeps them (`POST`, or with `authorization`), and on a village's line 200 bytes are half of an exchange.
pub(super) async fn harden(mut answer: Response) -> Response {
    let kind = answer.headers().get(CONTENT_TYPE);
    let is_ours = kind.is_some_and(|kind| [FRAMES, BUNDLE].iter().any(|ours| kind == ours));
    if !is_ours || !answer.status().is_success() {
        answer.headers_mut().extend(FOR_BROWSERS);
    }
    answer
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::StatusCode};

    use super::*;

    async fn headers(kind: &'static str, status: StatusCode) -> Vec<String> {
        let answer = Response::builder().status(status).header(CONTENT_TYPE, kind).body(Body::empty()).unwrap();
        harden(answer).await.headers().keys().map(ToString::to_string).collect()
    }

    #[tokio::test]
    async fn what_a_browser_could_show_forbids_it_everything_and_an_exchange_carries_no_needless_byte() {
        let all = ["cache-control", "content-security-policy", "strict-transport-security", "x-content-type-options"];
        for (kind, status) in [
            ("application/json", StatusCode::OK),
            ("application/cbor", StatusCode::OK),
            (FRAMES, StatusCode::FORBIDDEN),
        ] {
            let found = headers(kind, status).await;
            assert!(all.iter().all(|name| found.iter().any(|found| found == name)), "{kind}: {found:?}");
        }
        for kind in [FRAMES, BUNDLE] {
            assert_eq!(headers(kind, StatusCode::OK).await, ["content-type"]);
        }
    }
}
