//! What the sandbox shows, and the faults that it takes.

use super::*;

#[tokio::test]
async fn pages_escape_what_they_show_and_mask_the_nik() {
    let sandbox = Running::start().await;
    let name = "<script>alert('x')</script> & \"CONTOH\"";
    let fields = [
        ("name", name),
        ("nik", "5203130107950000"),
        ("origin_village", "52.03.13.2001"),
        ("stage", "PASPOR"),
        ("phone/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/number", "+6281200000000"),
    ];
    let (_, body) = sandbox.post(sandbox.message(&[event_of(1, 1, 1, &fields)])).await;
    let id = body["results"][0]["registry_id"].as_str().unwrap();
    for path in ["/workers".to_owned(), format!("/workers/{id}")] {
        let page = sandbox.page(&path).await;
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
        assert!(!page.contains("5203130107950000") && page.contains("5203•"), "{page}");
        assert!(page.contains("LATIHAN / TRAINING"), "{page}");
        assert!(page.contains("52.03.13.2001"), "{page}");
    }
    assert!(sandbox.page("/workers").await.contains("<td>paspor</td>"));
}

#[tokio::test]
async fn json_is_shown_on_request() {
    let sandbox = Running::start().await;
    let (_, empty) = sandbox.get("/workers?format=json").await;
    assert_eq!(empty, json!({"total": 0, "workers": []}));
    assert!(sandbox.page("/workers").await.contains("Belum ada data"));

    sandbox.post(sandbox.message(&[worker(1, 1, 1)])).await;
    let accepting = sandbox.client.get(sandbox.url("/workers")).header("accept", "application/json");
    let list: Json = accepting.send().await.unwrap().json().await.unwrap();
    assert_eq!((&list["total"], &list["workers"][0]["nik"]), (&json!(1), &json!("5203••••••••••••")));

    let id = list["workers"][0]["registry_id"].as_str().unwrap();
    let (_, one) = sandbox.get(&format!("/workers/{id}?format=json")).await;
    assert_eq!(one["fields"], json!({"name": "CONTOH SATU", "nik": "5203130107950000"}), "as it was let go");
    assert_eq!(one["received"][0]["id"], json!(worker(1, 1, 1).id()));
}

#[tokio::test]
async fn the_health_is_shown_and_what_is_not_there_is_a_problem() {
    let sandbox = Running::start().await;
    assert_eq!(sandbox.page("/healthz").await, "ok\n");
    for path in ["/workers/NTB-2026-999999", "/nothing"] {
        let (status, body) = sandbox.get(path).await;
        assert_eq!((status, &body["code"]), (404, &json!("not_found")), "{path}");
    }
    let (status, body) = sandbox.get("/v1/events").await;
    assert_eq!((status, &body["code"]), (405, &json!("method_not_allowed")));
}

#[tokio::test]
async fn a_fault_counts_down_and_can_be_ended() {
    let sandbox = Running::start().await;
    let left = async || sandbox.get("/sandbox/faults").await.1["fault"]["times"].clone();
    assert_eq!(left().await, json!(null));
    sandbox.fault(json!({"status": 503, "times": 3})).await;
    let (status, _) = sandbox.post(sandbox.message(&[worker(1, 1, 1)])).await;
    assert_eq!((status, left().await), (503, json!(2)));
    sandbox.fault(json!({"times": 0})).await;
    assert_eq!(left().await, json!(null));
    let (status, _) = sandbox.post(sandbox.message(&[worker(1, 1, 1)])).await;
    assert_eq!(status, 200);
    for bad in [json!({"status": 200}), json!({"reject_every": 0}), json!({"statsu": 503}), json!("503")] {
        let (status, body) = sandbox.fault(bad.clone()).await;
        assert_eq!((status, &body["code"]), (400, &json!("fault_invalid")), "{bad}");
    }
}
