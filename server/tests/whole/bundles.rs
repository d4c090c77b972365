//! Exchanges that somebody carries.

use seal::Identity;
use wire::{
    Frame, Push,
    bundle::{Bundle, Direction, SignedAnswer},
    exchange::Range,
};

use crate::{
    device::{Device, Refused, Reply, encode, new_doc, post, refused, reply},
    stage::{Stage, VILLAGE},
};

impl Device {
    pub(crate) fn bundle(&mut self, pushes: &[Push], recipient: &str) -> Bundle {
        let hello = self.hello();
        let exchange = hello.value().exchange;
        let mut frames = vec![Frame::Hello(hello)];
        frames.extend(pushes.iter().cloned().map(Frame::Push));
        frames.push(Frame::End);
        let sealed = seal::seal_to(recipient, &encode(&frames)).unwrap();
        Bundle::new(Direction::Up, self.certificate.device, self.lineage, exchange, sealed)
    }

    /// Hands a bundle in, as whoever carries it does.
    async fn hand_in(&self, bundle: &[u8]) -> Result<Bundle, Refused> {
        let (status, body) = post(&self.http, &format!("{}/v1/bundles", self.url), bundle.to_vec()).await;
        if status == 200 { Ok(Bundle::from_bytes(&body).unwrap()) } else { Err(refused(status, &body)) }
    }

    pub(crate) fn open(&self, answer: &Bundle) -> Reply {
        let opened = self.identity.open(&answer.sealed, 1 << 20).unwrap();
        let answered = SignedAnswer::from_bytes(&opened).unwrap();
        seal::verify_signed(&self.province, &answered).unwrap();
        let answered = answered.into_value();
        assert_eq!((answered.device, answered.lineage), (self.certificate.device, self.lineage));
        reply(&answered.stream, 0)
    }
}

fn recipient(stage: &Stage) -> String {
    stage.server.keys.identity.recipient()
}

#[tokio::test]
async fn a_bundle_is_an_exchange_whose_answer_opens_for_its_device_only() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    let bundle = ani.bundle(&[push], &recipient(&stage));
    let answer = ani.hand_in(&bundle.to_bytes()).await.unwrap();
    assert_eq!((answer.head.direction, answer.head.exchange), (Direction::Down, bundle.head.exchange));
    let reply = ani.open(&answer);
    ani.take(&reply);
    assert!(ani.is_proven(&reply));
    assert!(budi.identity.open(&answer.sealed, 1 << 20).is_err());
    assert_eq!(budi.exchange(&[]).await.unwrap().entries().len(), 1, "it is in the log like any other");
}

#[tokio::test]
async fn a_bundle_that_comes_twice_or_after_a_later_one_is_answered_and_changes_nothing() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let first = ani.edit(doc, "name", "Siti Contoh");
    let first = ani.envelope(&[(doc, first.bytes)]);
    let early = ani.bundle(std::slice::from_ref(&first), &recipient(&stage)).to_bytes();
    let second = ani.edit(doc, "dusun", "Lebak");
    let second = ani.envelope(&[(doc, second.bytes)]);
    let late = ani.bundle(&[first, second], &recipient(&stage)).to_bytes();

    for bundle in [&late, &early, &late, &early] {
        let answer = ani.hand_in(bundle).await.unwrap();
        let reply = ani.open(&answer);
        assert_eq!(reply.head.received, [Range { first: 0, last: 1 }]);
        assert_eq!((reply.entries().len(), reply.verdicts.len()), (2, 0));
    }
    let reply = ani.exchange(&[]).await.unwrap();
    assert!(ani.is_proven(&reply), "and the line goes on where it was");
}

#[tokio::test]
async fn verdicts_in_an_answer_that_may_be_lost_are_told_again() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let push = ani.envelope(&[(new_doc(), b"not a change".to_vec())]);
    let bundle = ani.bundle(&[push], &recipient(&stage)).to_bytes();
    for _ in 0..2 {
        let answer = ani.hand_in(&bundle).await.unwrap();
        assert_eq!(ani.open(&answer).verdicts.len(), 1);
    }
    assert_eq!(ani.exchange(&[]).await.unwrap().verdicts.len(), 1);
}

#[tokio::test]
async fn verdicts_in_an_answer_that_its_device_took_in_are_told() {
    for heard_twice in [false, true] {
        let stage = Stage::new().await;
        let mut ani = stage.device(VILLAGE).await;
        ani.answered = Some(0);
        let first = ani.envelope(&[(new_doc(), b"not a change".to_vec())]);
        let bundle = ani.bundle(&[first], &recipient(&stage)).to_bytes();
        let carried = ani.exchange;
        let answer = ani.hand_in(&bundle).await.unwrap();
        assert_eq!(ani.open(&answer).verdicts.len(), 1);
        let mut more = 0;
        if heard_twice {
            // Something else was decided meanwhile: of it, the first answer does not tell.
            let second = ani.envelope(&[(new_doc(), b"no change either".to_vec())]);
            let other = ani.bundle(&[second], &recipient(&stage)).to_bytes();
            ani.hand_in(&other).await.unwrap();
            ani.hand_in(&bundle).await.unwrap();
            more = 1;
        }
        ani.answered = Some(carried);
        let reply = ani.exchange(&[]).await.unwrap();
        // Told again in the second answer, the first verdict waits for word of that one.
        assert_eq!(reply.verdicts.len(), 2 * more);
        ani.answered = Some(ani.exchange);
        assert!(ani.exchange(&[]).await.unwrap().verdicts.is_empty());
    }
}

#[tokio::test]
async fn what_is_no_bundle_for_this_province_is_named() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let whole = ani.bundle(&[], &recipient(&stage));
    let foreign = ani.bundle(&[], &Identity::generate().recipient());
    let mut down = whole.clone();
    down.head.direction = Direction::Down;
    let mut relabelled = whole.clone();
    relabelled.head.exchange += 1;
    let bytes = whole.to_bytes();
    let half = bytes[..bytes.len() / 2].to_vec();
    let mut damaged = bytes.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for (name, bundle) in [
        ("foreign", foreign.to_bytes()),
        ("down", down.to_bytes()),
        ("relabelled", relabelled.to_bytes()),
        ("half", half),
        ("damaged", damaged),
        ("empty", Vec::new()),
    ] {
        assert_eq!(ani.hand_in(&bundle).await.unwrap_err(), (400, "no_bundle".to_owned()), "{name}");
    }
    assert!(ani.hand_in(&bytes).await.is_ok());
}

#[tokio::test]
async fn nobody_forges_a_bundle_of_an_enrolled_device() {
    let stage = Stage::new().await;
    let (ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let (device, lineage) = (ani.certificate.device, ani.lineage);
    let mut forged = budi.hello().into_value();
    (forged.device, forged.lineage) = (device, lineage);
    let signed = budi.key.sign_hello(forged);
    let exchange = signed.value().exchange;
    let sealed = seal::seal_to(&recipient(&stage), &encode(&[Frame::Hello(signed), Frame::End])).unwrap();
    let bundle = Bundle::new(Direction::Up, device, lineage, exchange, sealed);
    assert_eq!(ani.hand_in(&bundle.to_bytes()).await.unwrap_err(), (401, "bad_signature".to_owned()));
}
