//! Figures of the province, counted from what devices brought.

use jiff::civil::date;
use records::{Deployment, DocId, RegionCode};
use reference::Reference;
use server::census::{self, Question};
use statistics::{FigureCode, Period, Report};

use crate::{
    device::{Device, new_doc},
    stage::{Stage, VILLAGE},
};

async fn record(device: &mut Device, doc: DocId, fields: &[(&str, &str)]) {
    let changes: Vec<_> = fields.iter().map(|(path, value)| (doc, device.edit(doc, path, value).bytes)).collect();
    let push = device.envelope(&changes);
    device.exchange(&[push]).await.unwrap();
}

fn count(stage: &Stage, area: Option<&str>) -> Report {
    let today = date(2026, 3, 1);
    let period = Period::new(date(2025, 1, 1), date(2025, 12, 31)).unwrap();
    let area = area.map(|code| RegionCode::parse(code).unwrap());
    let (key, reference) = (&stage.server.keys.deployment, Reference::embedded());
    let question = Question { period, today, area };
    let counted =
        stage.server.store.read_blocking(|conn| census::count(conn, Deployment::Training, key, reference, &question));
    counted.unwrap().tally.report()
}

#[tokio::test]
async fn a_departure_is_counted_where_the_person_is_at_home_and_a_withdrawn_record_nowhere() {
    const DEPARTED: &str = "departure/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/departed_on";
    const VISA: &str = "departure/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/visa_type";
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    record(&mut ani, new_doc(), &[("name", "Contoh Satu"), (DEPARTED, "2025-03-09"), (VISA, "TOURIST")]).await;
    record(&mut ani, new_doc(), &[("name", "Contoh Dua"), (DEPARTED, "2025")]).await;
    record(&mut ani, new_doc(), &[("name", "Contoh Tiga"), ("origin_village", "53.13.01.2001")]).await;
    record(&mut ani, new_doc(), &[("name", "Contoh Empat"), ("removed", "salah catat"), (DEPARTED, "2025-03-09")])
        .await;

    let report = count(&stage, None);
    assert_eq!(report.people, 3);
    let placements = report.figure(FigureCode::Placements).unwrap();
    assert_eq!((placements.numerator, placements.denominator, placements.uncertain), (2, 3, 0));
    let other_way = report.figure(FigureCode::PlacementsNonProcedural).unwrap();
    assert_eq!((other_way.numerator, other_way.denominator), (1, 2));
    let elsewhere = count(&stage, Some("53.13"));
    assert_eq!(elsewhere.people, 1);
    assert_eq!(elsewhere.figure(FigureCode::NoDocs).unwrap().numerator, 1);
}
